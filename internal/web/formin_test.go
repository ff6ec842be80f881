package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

var (
	formPart   = regexp.MustCompile(`(?s)<form[^>]*>(.*?)</form>`)
	inputTag   = regexp.MustCompile(`<input[^>]*>`)
	selectTag  = regexp.MustCompile(`(?s)<select name="([^"]*)"[^>]*>(.*?)</select>`)
	chosenTag  = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	textTag    = regexp.MustCompile(`(?s)<textarea name="([^"]*)"[^>]*>(.*?)</textarea>`)
	attributes = regexp.MustCompile(`(name|type|value)="([^"]*)"`)
)

// formIn is what a browser would send of the last form of a page that has any field.
func formIn(page string) url.Values {
	values := url.Values{}
	for _, form := range formPart.FindAllStringSubmatch(page, -1) {
		if inputTag.MatchString(form[1]) {
			values = fieldsIn(form[1])
		}
	}
	return values
}

func fieldsIn(form string) url.Values {
	values := url.Values{}
	for _, tag := range inputTag.FindAllString(form, -1) {
		at := map[string]string{}
		for _, a := range attributes.FindAllStringSubmatch(tag, -1) {
			at[a[1]] = html.UnescapeString(a[2])
		}
		if (at["type"] == "radio" || at["type"] == "checkbox") && !strings.Contains(tag, " checked") {
			continue
		}
		values.Set(at["name"], at["value"])
	}
	for _, t := range textTag.FindAllStringSubmatch(form, -1) {
		values.Set(t[1], html.UnescapeString(t[2]))
	}
	for _, s := range selectTag.FindAllStringSubmatch(form, -1) {
		chosen := ""
		if c := chosenTag.FindStringSubmatch(s[2]); c != nil {
			chosen = c[1]
		}
		values.Set(s[1], chosen)
	}
	return values
}
