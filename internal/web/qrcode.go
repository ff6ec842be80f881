package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// qrSize is how wide and high a picture is, in pixels.
const qrSize = 220

// qrCode is text as a picture that a phone's camera reads.
func qrCode(text string) (template.URL, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	if code, err = barcode.Scale(code, qrSize, qrSize); err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, code); err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(file.Bytes())), nil // our own picture
}
