package main

import (
	"context"
	"time"

	"waymark/internal/casework"
)

// Nobody in the cases of a practice vault exists. They have what makes cases
// different: scripts, a pseudonym, a household, a date that cannot be moved.
var practiceCases = []struct {
	number, name, pseudonym, language, country string
	others                                     int // of the household
	appeal                                     int // days from today; zero for none
	said                                       string
}{
	{number: "P-01", name: "Selam Tesfay", language: "ti", country: "ER", said: "ሓቀኛ ሓበሬታ ክረክብ ይደሊ።"},
	{number: "P-02", name: "سمير الحلبي", language: "ar", country: "SY", others: 3, appeal: 9, said: "يريد أن يعرف كل الخيارات قبل أن يقرر."},
	{number: "P-03", name: "Nino Kapanadze", language: "ka", country: "GE", others: 1, said: "აინტერესებს მკურნალობა დაბრუნების შემდეგ."},
	{number: "P-04", pseudonym: "Orange", language: "fr", country: "GN"},
	{number: "P-05", name: "رحیم احمدی", language: "fa-AF", country: "AF", others: 4, appeal: 21},
	{number: "P-06", name: "Ayşe Demir", language: "tr", country: "TR", said: "Önce ailesiyle konuşmak istiyor."},
	{number: "P-07", name: "Ивана Петрова", language: "ru", country: "RU"},
	{number: "P-08", name: "Mamadou Barry", language: "fr", country: "GN", said: "Il n’a pas encore décidé."},
}

// fill opens the practice cases.
func (u *unlocked) fill(ctx context.Context) error {
	now := time.Now()
	for _, c := range practiceCases {
		form := casework.CaseForm{FileNumber: c.number, Pseudonym: c.pseudonym}
		if c.name != "" {
			m := &casework.Member{Languages: map[string]casework.Spoken{c.language: {Speaks: "first"}},
				Nationalities: map[string]casework.Value{c.country: casework.Yes}}
			if latin(c.name) {
				m.Latin = c.name
			} else {
				m.Native = c.name
			}
			form.Principal = m
		}
		opened, err := u.service.OpenCase(ctx, form)
		if err != nil {
			return err
		}
		if err := u.store.Record(ctx, opened.Acts); err != nil {
			return err
		}
		acts, err := u.lives(ctx, opened.Subject.ID, c.others, c.appeal, c.said, now)
		if err != nil {
			return err
		}
		if len(acts) > 0 {
			if err := u.store.Record(ctx, acts); err != nil {
				return err
			}
		}
	}
	return nil
}

// lives gives a case its household, its date and its first talk.
func (u *unlocked) lives(ctx context.Context, c casework.SubjectID, others, appeal int, said string, now time.Time) ([]casework.Act, error) {
	var acts []casework.Act
	add := func(done casework.Done, err error) error {
		acts = append(acts, done.Acts...)
		return err
	}
	for range others {
		if err := add(u.service.AddMember(ctx, c, casework.Member{Relation: "child"})); err != nil {
			return nil, err
		}
	}
	about := casework.Subject{Kind: casework.SubjectCase, ID: c}
	if appeal > 0 {
		if err := add(u.service.Add(ctx, about, casework.KindDecision, map[casework.Field]casework.Value{
			"kind": "asylum_rejection", "appeal": "possible", "appeal.until": casework.DateValue(now.AddDate(0, 0, appeal)),
		})); err != nil {
			return nil, err
		}
	}
	if said != "" {
		if err := add(u.service.RecordCounselling(ctx, c, casework.ItemID{}, casework.CounsellingSession{
			Kind: "first", Setting: "office", Started: now.AddDate(0, 0, -3), Said: said, Outcome: "still_considering",
		})); err != nil {
			return nil, err
		}
	}
	return acts, nil
}

func latin(name string) bool {
	for _, r := range name {
		if r > 0x24f {
			return false
		}
	}
	return true
}
