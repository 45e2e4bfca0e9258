package casework

import (
	"slices"
	"strings"
)

// Enum is a closed list of values for a field, in the order a screen shows them.
// Order is no ranking. A value's message key is [EnumKey].
type Enum struct {
	Name   string
	Values []Value
}

// EnumKey is the message key of a value: casework.<enumeration>.<value>.
func EnumKey(enumeration string, v Value) string { return "casework." + enumeration + "." + string(v) }

// Enums returns all enumerations, by name.
func Enums() []Enum {
	var out []Enum
	for name, values := range enumTable {
		out = append(out, Enum{name, slices.Clone(values)})
	}
	slices.SortFunc(out, func(a, b Enum) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// EnumValues returns the values of one enumeration, nil if there is none of that name.
func EnumValues(name string) []Value { return slices.Clone(enumTable[name]) }

// MessageKeys returns every key that casework names: values of enumerations, flags,
// reasons, what is missing, errors with their hints, and kinds. Texts for them are in the locales.
func MessageKeys() []string {
	var out []string
	for _, e := range Enums() {
		for _, v := range e.Values {
			out = append(out, EnumKey(e.Name, v))
		}
	}
	for _, f := range allFlags {
		out = append(out, string(f))
	}
	for _, r := range allReasons {
		out = append(out, string(r))
	}
	for _, m := range allMissing {
		out = append(out, string(m))
	}
	out = append(out, errorKeys...)
	for k := range Kinds() {
		out = append(out, k.Kind.Key())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Key is the message key of a kind's name.
func (k Kind) Key() string { return "casework.kind." + strings.ReplaceAll(string(k), ".", "_") }

func values(s string) []Value {
	var out []Value
	for _, v := range strings.Fields(s) {
		out = append(out, Value(v))
	}
	return out
}

// enumTable has every enumeration. Values are stored for ever: add, never rename.
var enumTable = map[string][]Value{
	"stage":         values("counselling application evaluation pre_return return reintegration closed"),
	"closing":       values("support_ended right_to_stay stays moved_elsewhere unknown_whereabouts returned_alone removed_by_force withdrew criteria_not_met left_area died no_access not_suitable threat stigma migrated_again funding_ended security no_contact other"),
	"heard":         values("office authority international_organisation ngo friend family social_media poster legal_adviser community returnee other"),
	"return_type":   values("assisted own_means forced charter undecided"),
	"gender":        values("woman man nonbinary other not_said"),
	"relation":      values("principal spouse partner child parent sibling grandparent grandchild other_relative guardian not_related"),
	"marital":       values("single married religious_marriage partnership separated divorced widowed not_said"),
	"birth_source":  values("document own_words estimate age_assessment other"),
	"education":     values("none some_primary primary some_secondary secondary vocational tertiary not_said"),
	"reads":         values("yes slowly no"),
	"speaks":        values("first well some"),
	"contact":       values("phone messenger email address through_person"),
	"document":      values("passport identity_card birth_certificate family_book marriage_certificate laissez_passer consular_card driving_licence residence_permit other"),
	"original_at":   values("with_person at_asylum_authority with_authorities with_family at_embassy lost stolen never_held unknown"),
	"vulnerability": values("unaccompanied_minor minor age_disputed single_parent elderly disability trafficking torture violence gender_violence lgbtiq detention_distress dependency suicidal other"),
	"medical":       values("pregnancy chronic acute infectious disability mental_health addiction medication other"),
	"severity":      values("light serious severe"),
	"fit":           values("not_asked fit fit_with_help not_fit"),
	"safeguard":     values("interpreter private_room no_guard legal_aid guardian best_interests lawyer_present cooling_off medical_check second_pair other_parent contact_safety detention_explained other"),
	"met":           values("not_asked yes partly no not_needed"),
	"legal_status":  values("asylum_seeker rejected appeal withdrawn_application recognised tolerated permit expired_permit revoked_permit student worker irregular eu_permit_elsewhere other not_said"),
	"decision":      values("asylum_rejection asylum_inadmissible dublin return_decision permit_refusal permit_revoked detention entry_ban other"),
	"appeal":        values("not_asked none open possible closed withdrawn"),
	"money":         values("debt fine debt_to_state savings income cost_of_migration claim wages_owed other"),
	"proceeding":    values("criminal civil family labour administrative other"),

	"counselling":       values("first follow_up short telephone video outreach group with_family after_return other"),
	"setting":           values("office open_centre detention prison private_home airport street hospital online telephone other"),
	"in_room":           values("family_member child lawyer guardian guard officer police fellow_resident fellow_detainee support_person interpreter medical_staff colleague other"),
	"interpreter_mode":  values("in_room telephone video written none"),
	"interpreter_is":    values("professional volunteer colleague bilingual_counsellor family_member child fellow_detainee guard officer other"),
	"understood":        values("yes partly no not_asked"),
	"read_back":         values("yes changed not_possible"),
	"outcome":           values("information_only still_considering does_not_want pursues_stay no_contact wishes_to_apply applied withdrew referred_legal referred_medical referred_protection interrupted"),
	"counselling_stage": values("first_contact consideration decision preparation staying_or_other_route after_return"),
	"voluntary":         values("not_asked yes unsure no"),
	"summary":           values("printed read_out pictogram_card refused not_safe not_given"),
	"privacy":           values("alone partly no"),

	"purpose":        values("counselling_file share_partner share_authority share_medical apply_programme contact_family duplicate_check research feedback interpreter photo other"),
	"basis":          values("consent public_task legal_duty vital_interests"),
	"consent":        values("not_asked given refused withdrawn"),
	"consent_how":    values("signed mark_with_witness spoken drawn_on_screen on_paper by_guardian"),
	"recall":         values("not_needed sent confirmed refused no_answer"),
	"withdrawn_from": values("application referral plan consent counselling everything"),
	"partner":        values("state_authority ngo international_organisation private"),

	"dimension":    values("economic social psychosocial"),
	"approach":     values("business_start_up business_support job_placement vocational_training schooling scholarship cash savings_group financial_training assets_to_use housing medical legal_support documents psychosocial family_support child_care social_protection onward_transport community other"),
	"fund":         values("amif frontex national donor public_service own_means other unknown"),
	"support_kind": values("cash in_kind service"),
	"line_state":   values("wished agreed sent approved changed refused delivered partly_delivered dropped"),
	"plan_state":   values("draft agreed sent approved changed refused in_delivery completed stopped"),
	"feasible":     values("not_asked yes with_help no"),
	"proof":        values("receipt invoice photo certificate visit partner_report none"),
	"application":  values("draft ready sent received approved refused withdrawn cancelled"),
	"departure":    values("planned booked confirmed no_show departed cancelled"),
	"manner":       values("assisted returned_alone removed_by_force charter onward"),
	"check_point":  values("document_exists document_delivered document_received fit_to_fly birth_certificate consent_parent declaration activities_done signed_off luggage met_at_airport"),
	"check":        values("not_yet yes no not_needed"),
	"arrival":      values("expected arrived not_met no_show elsewhere unknown"),
	"follow_up":    values("due held not_reached refused no_longer_wished dropped_out"),
	"drop_out":     values("no_contact moved migrated_again refused_support access threat stigma illness died other"),
	"further_move": values("not_asked stays wants_to_leave needs_to_leave left"),

	"verdict":      values("fine please_complete talk"),
	"review_point": values("informed_decision options_balanced legal_aid_told voluntary right_to_change neutral private understood interpreter_met_need needs_assessed expectations_real safeguards child_best_interests consent_sound contact_safe next_step dates_right written_respectfully"),
	"review_check": values("yes partly no not_applicable"),
	"settled":      values("open settled no_action"),
	"duplicate":    values("same different unsure"),
	"appointment":  values("planned held missed cancelled"),

	"referral":       values("draft sent accepted declined no_answer withdrawn ended"),
	"referral_for":   values("reintegration medical legal protection housing counselling family_tracing documents other"),
	"transfer_basis": values("adequacy safeguards consent important_interest vital_interests none_needed"),
	"request_topic":  values("medical work_training housing social vulnerable documents security schooling recognition arrival_rules other"),
	"urgency":        values("normal soon urgent"),
	"request":        values("open answered partly_answered cannot_answer withdrawn closed"),
	"source":         values("authority partner visit media returnee organisation law other"),
	"reliability":    values("confirmed likely single_report doubtful"),
	"note":           values("draft valid doubtful withdrawn"),
	"service":        values("legal_aid shelter doctor hospital mental_health ngo school training employment finance social_office registry embassy reintegration_partner transport other"),
	"cost":           values("free some paid unknown"),
	"forced_actors":  values("no yes unknown"),

	"activity":       values("group_talk information_session outreach stakeholder_meeting training material social_media other"),
	"age_band":       values("under_14 14_17 18_24 25_34 35_64 65_up not_known"),
	"direction":      values("arrival departure"),
	"departure_kind": values("voluntary_return forced_return transfer absconded right_to_stay released other"),
	"travel_with":    values("alone with_spouse with_children with_family other"),
	"circle":         values("author complaints office organisation"),
	"role":           values("counsellor scout supervisor administrator"),
	"duty":           values("complaint_reader data_protection approver"),
	"platform":       values("linux windows macos hub"),
	"right":          values("access rectification erasure restriction objection portability"),
	"rights":         values("received identity_checked in_work answered refused extended"),
	"audit":          values("unlocked opened printed exported copied disclosed searched erased enrolled revoked changed_key reconciled"),
	"pack":           values("framework programme survey policy notes program"),
	"erase_reason":   values("person_asked wrong_file retention court_order recorded_in_error safety"),
}
