package casework

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The views and forms of this package are structs whose fields carry the path of the
// field they show, as in `f:"name.native"`. A map shows a list: with `f:"spelling.*"`
// its keys are the second segments; if its values are structs, their own paths go on
// from there, "." being the list's field itself.
//
// Types: string kinds as they are; time.Time as the table says, a date or a moment;
// int with 0 for nothing said; Amount; identifiers.

// read fills the struct that view points to from an item.
func read(it *Item, view any) {
	if it == nil {
		return
	}
	held := make([]string, 0, len(it.Fields))
	for f, fs := range it.Fields {
		if len(fs.Heads) > 0 && !isDeleted(f) && it.Get(f) != "" {
			held = append(held, string(f))
		}
	}
	readInto(it, held, "", reflect.ValueOf(view).Elem())
}

// readInto fills v with what stands below prefix; held are the item's fields that hold something.
func readInto(it *Item, held []string, prefix string, v reflect.Value) {
	for i := range v.NumField() {
		path, ok := v.Type().Field(i).Tag.Lookup("f")
		if !ok {
			continue
		}
		f := v.Field(i)
		first, isList := strings.CutSuffix(path, ".*")
		if !isList {
			setValue(f, it.Get(Field(join(prefix, path))))
			continue
		}
		for _, name := range listUnder(held, join(prefix, first)+".") {
			if f.IsNil() {
				f.Set(reflect.MakeMap(f.Type()))
			}
			elem := reflect.New(f.Type().Elem()).Elem()
			if elem.Kind() == reflect.Struct {
				readInto(it, held, join(prefix, first)+"."+name, elem)
			} else {
				setValue(elem, it.Get(Field(join(prefix, first)+"."+name)))
			}
			f.SetMapIndex(reflect.ValueOf(name).Convert(f.Type().Key()), elem)
		}
	}
}

// fieldsOf turns a form into the fields it says something about.
func fieldsOf(k Kind, form any) map[Field]Value {
	out := map[Field]Value{}
	collect(k, "", reflect.Indirect(reflect.ValueOf(form)), out)
	return out
}

func collect(k Kind, prefix string, v reflect.Value, out map[Field]Value) {
	for i := range v.NumField() {
		path, ok := v.Type().Field(i).Tag.Lookup("f")
		if !ok {
			continue
		}
		f := v.Field(i)
		first, isList := strings.CutSuffix(path, ".*")
		if !isList {
			field := Field(join(prefix, path))
			if text := valueOf(k, field, f); text != "" {
				out[field] = text
			}
			continue
		}
		for entry := f.MapRange(); entry.Next(); {
			under := join(prefix, first) + "." + entry.Key().String()
			if entry.Value().Kind() == reflect.Struct {
				collect(k, under, entry.Value(), out)
			} else if text := valueOf(k, Field(under), entry.Value()); text != "" {
				out[Field(under)] = text
			}
		}
	}
}

func join(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == ".":
		return prefix
	}
	return prefix + "." + path
}

// listUnder returns the segments that follow a prefix, each once.
func listUnder(held []string, prefix string) []string {
	var out []string
	for _, f := range held {
		rest, ok := strings.CutPrefix(f, prefix)
		if !ok {
			continue
		}
		if name, _, _ := strings.Cut(rest, "."); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func setValue(f reflect.Value, v Value) {
	switch x := f.Addr().Interface().(type) {
	case *time.Time:
		if t, ok := v.Time(); ok {
			*x = t
		} else if t, ok := v.Date(); ok {
			*x = t
		}
	case *Amount:
		*x, _ = v.Amount()
	case *int:
		*x, _ = v.Int()
	case encoding.TextUnmarshaler:
		if x.UnmarshalText([]byte(v)) != nil {
			f.SetZero()
		}
	default:
		if f.Kind() != reflect.String {
			panic(fmt.Sprintf("casework: a view cannot show %s", f.Type()))
		}
		f.SetString(string(v))
	}
}

func valueOf(k Kind, path Field, f reflect.Value) Value {
	switch x := f.Interface().(type) {
	case time.Time:
		if info := FieldOf(k, path); info != nil && info.Type == Date {
			return DateValue(x)
		}
		return TimeValue(x)
	case Amount:
		return x.Value()
	case int:
		if x == 0 {
			return ""
		}
		return NumberValue(x)
	case interface {
		String() string
		IsZero() bool
	}:
		return IDValue(x)
	}
	if f.Kind() != reflect.String {
		panic(fmt.Sprintf("casework: a form cannot say %s", f.Type()))
	}
	return Value(f.String())
}
