package meta

import (
	_ "filippo.io/age"
	_ "fyne.io/fyne/v2/widget"
	_ "github.com/ccojocar/zxcvbn-go"
	_ "github.com/fxamacker/cbor/v2"
	_ "github.com/go-text/typesetting/shaping"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/klauspost/compress/zstd"
	_ "github.com/makiuchi-d/gozxing/qrcode"
	_ "github.com/nicksnyder/go-i18n/v2/i18n"
	_ "github.com/stretchr/testify/require"
	_ "github.com/yuin/goldmark"
	_ "golang.org/x/crypto/argon2"
	_ "golang.org/x/text/language"
	_ "golang.org/x/time/rate"
	_ "modernc.org/libc"
	_ "modernc.org/sqlite"
	_ "pgregory.net/rapid"
	_ "rsc.io/qr"
)
