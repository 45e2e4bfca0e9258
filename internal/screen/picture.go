package screen

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	_ "image/jpeg" // photographs of an invitation
	_ "image/png"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"waymark/internal/usererr"
)

// Limits of a picture with a QR image in it. A telephone's photograph has 12 to 50
// million points; the code is found in far fewer.
const (
	maxPictureBytes  = 20 << 20
	maxPicturePoints = 80_000_000
	enoughPoints     = 1600 // on the longer side
)

// errNoQR is the cause when a picture has no QR image that can be read.
var errNoQR = errors.New("no QR image found")

// ReadQR returns the text of the QR image in a PNG or JPEG.
func ReadQR(picture []byte) (string, error) {
	if len(picture) > maxPictureBytes {
		return "", usererr.Wrap(errNoQR, "error.file.unreadable", "hint.file.unreadable")
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err == nil && (head.Width <= 0 || head.Height <= 0 || head.Width*head.Height > maxPicturePoints) {
		err = errNoQR
	}
	if err != nil {
		return "", usererr.Wrap(err, "error.file.unreadable", "hint.file.unreadable")
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", usererr.Wrap(err, "error.file.unreadable", "hint.file.unreadable")
	}
	for _, try := range []image.Image{reduced(img), img} {
		bits, err := gozxing.NewBinaryBitmapFromImage(try)
		if err != nil {
			continue
		}
		found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if err == nil {
			return found.GetText(), nil
		}
	}
	return "", usererr.Wrap(errNoQR, "error.invitation.no_picture", "hint.invitation.no_picture")
}

// reduced makes a photograph small enough that its grain is not taken for squares:
// each point is the mean of those it stands for.
func reduced(img image.Image) image.Image {
	b := img.Bounds()
	by := max(b.Dx(), b.Dy()) / enoughPoints
	if by < 2 {
		return img
	}
	small := image.NewGray(image.Rect(0, 0, b.Dx()/by, b.Dy()/by))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			sum := 0
			for dy := range by {
				for dx := range by {
					sum += int(color.GrayModel.Convert(img.At(b.Min.X+x*by+dx, b.Min.Y+y*by+dy)).(color.Gray).Y)
				}
			}
			small.SetGray(x, y, color.Gray{Y: uint8(sum / (by * by))})
		}
	}
	return small
}

// looksLikePicture tells a picture from an invitation's file by its first bytes.
func looksLikePicture(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\x89PNG")) || bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff})
}
