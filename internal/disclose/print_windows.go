package disclose

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	winspool = windows.NewLazySystemDLL("winspool.drv")
	gdi      = windows.NewLazySystemDLL("gdi32.dll")

	procEnumPrinters      = winspool.NewProc("EnumPrintersW")
	procGetDefaultPrinter = winspool.NewProc("GetDefaultPrinterW")
	procCreateDC          = gdi.NewProc("CreateDCW")
	procDeleteDC          = gdi.NewProc("DeleteDC")
	procGetDeviceCaps     = gdi.NewProc("GetDeviceCaps")
	procStartDoc          = gdi.NewProc("StartDocW")
	procEndDoc            = gdi.NewProc("EndDoc")
	procAbortDoc          = gdi.NewProc("AbortDoc")
	procStartPage         = gdi.NewProc("StartPage")
	procEndPage           = gdi.NewProc("EndPage")
	procStretchDIBits     = gdi.NewProc("StretchDIBits")
)

// https://learn.microsoft.com/windows/win32/printdocs/printer-info-4
type printerInfo4 struct {
	name, server *uint16
	attributes   uint32
}

// https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-docinfow
type docInfo struct {
	size                       int32
	document, output, datatype *uint16
	kind                       uint32
}

// https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
type bitmapHeader struct {
	size             uint32
	width, height    int32
	planes, bitCount uint16
	compression      uint32
	sizeImage        uint32
	xPerM, yPerM     int32
	used, important  uint32
}

const diskFull = windows.ERROR_DISK_FULL

const (
	enumLocal, enumConnections = 2, 4

	logPixelsX      = 88
	physicalWidth   = 110
	physicalHeight  = 111
	physicalOffsetX = 112
	physicalOffsetY = 113

	copySource = 0x00CC0020
	maxDPI     = 300 // a page of text in colour is 33 MB at that, and reads well
)

func systemPrinters(context.Context) ([]Printer, error) {
	if err := procEnumPrinters.Find(); err != nil {
		return nil, ErrNoPrinting
	}
	var need, count uint32
	ask := func(buf []byte) error {
		ok, _, err := procEnumPrinters.Call(enumLocal|enumConnections, 0, 4, uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)),
			uintptr(unsafe.Pointer(&need)), uintptr(unsafe.Pointer(&count)))
		if ok == 0 {
			return err
		}
		return nil
	}
	err := ask(nil)
	var words []uint64 // aligned for the structures in it
	for range 4 {      // a printer may be added between asking for the size and for the list
		if !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) {
			break
		}
		words = make([]uint64, need/8+1)
		err = ask(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*8))
	}
	if errors.Is(err, windows.RPC_S_SERVER_UNAVAILABLE) {
		return nil, ErrNoPrinting // the spooler is switched off
	}
	if err != nil || count == 0 {
		return nil, err
	}
	usual := defaultPrinter()
	var list []Printer
	for _, i := range unsafe.Slice((*printerInfo4)(unsafe.Pointer(unsafe.SliceData(words))), count) {
		name := windows.UTF16PtrToString(i.name)
		list = append(list, Printer{Name: name, Usual: name == usual})
	}
	runtime.KeepAlive(words)
	return list, nil
}

func defaultPrinter() string {
	buf := make([]uint16, 512)
	n := uint32(len(buf))
	if ok, _, _ := procGetDefaultPrinter.Call(uintptr(unsafe.Pointer(&buf[0])), uintptr(unsafe.Pointer(&n))); ok == 0 {
		return ""
	}
	return windows.UTF16ToString(buf)
}

func systemPrint(ctx context.Context, j Job, p Paper) error {
	if p.Picture == nil {
		return fmt.Errorf("%w: no pictures of the pages", ErrNoPages)
	}
	runtime.LockOSThread() // a device context belongs to its thread
	defer runtime.UnlockOSThread()
	driver, name := windows.StringToUTF16Ptr("WINSPOOL"), windows.StringToUTF16Ptr(j.Printer)
	dc, _, err := procCreateDC.Call(uintptr(unsafe.Pointer(driver)), uintptr(unsafe.Pointer(name)), 0, 0)
	if dc == 0 {
		return fmt.Errorf("%w: %w", ErrNoPrinter, err)
	}
	defer procDeleteDC.Call(dc)
	doc := docInfo{document: windows.StringToUTF16Ptr(queueTitle)}
	doc.size = int32(unsafe.Sizeof(doc))
	if n, _, err := procStartDoc.Call(dc, uintptr(unsafe.Pointer(&doc))); int32(n) <= 0 {
		return fmt.Errorf("start: %w", err)
	}
	for range j.Copies {
		for page := 1; page <= p.Pages; page++ {
			err := ctx.Err()
			if err == nil {
				err = printPage(dc, p, page)
			}
			if err != nil {
				procAbortDoc.Call(dc)
				return fmt.Errorf("page %d: %w", page, err)
			}
		}
	}
	if n, _, err := procEndDoc.Call(dc); int32(n) <= 0 {
		return fmt.Errorf("end: %w", err)
	}
	return nil
}

func printPage(dc uintptr, p Paper, page int) error {
	caps := func(index uintptr) int {
		n, _, _ := procGetDeviceCaps.Call(dc, index)
		return int(int32(n))
	}
	picture, err := p.Picture(page, min(maxDPI, caps(logPixelsX)))
	if err != nil {
		return err
	}
	bits, size := bgra(picture)
	defer clear(bits)
	// The picture is the whole sheet with its margins; the printer counts from where it can print.
	width, height := caps(physicalWidth), caps(physicalHeight)
	if fit := width * size.Y / size.X; fit <= height {
		height = fit
	} else {
		width = height * size.X / size.Y
	}
	head := bitmapHeader{width: int32(size.X), height: -int32(size.Y), planes: 1, bitCount: 32} // negative: the first row is the top
	head.size = uint32(unsafe.Sizeof(head))
	if n, _, err := procStartPage.Call(dc); int32(n) <= 0 {
		return err
	}
	x, y := -caps(physicalOffsetX), -caps(physicalOffsetY)
	n, _, err := procStretchDIBits.Call(dc, uintptr(x), uintptr(y), uintptr(width), uintptr(height), 0, 0, uintptr(size.X), uintptr(size.Y),
		uintptr(unsafe.Pointer(&bits[0])), uintptr(unsafe.Pointer(&head)), 0, copySource)
	if int32(n) <= 0 {
		return err
	}
	if n, _, err := procEndPage.Call(dc); int32(n) <= 0 {
		return err
	}
	return nil
}

// bgra is the picture on white, as GDI wants it.
func bgra(m image.Image) ([]byte, image.Point) {
	r := image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy())
	flat := image.NewRGBA(r)
	draw.Draw(flat, r, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, r, m, m.Bounds().Min, draw.Over)
	for i := 0; i < len(flat.Pix); i += 4 {
		flat.Pix[i], flat.Pix[i+2] = flat.Pix[i+2], flat.Pix[i]
	}
	return flat.Pix, r.Size()
}
