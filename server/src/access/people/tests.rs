use super::*;
use crate::access::rights::Right;
use crate::access::token::Token;

const HERE: StreamId = StreamId([1; 16]);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn store() -> (tempfile::TempDir, People) {
    let folder = tempfile::tempdir().unwrap();
    let people = People::open(&folder.path().join("people.redb")).unwrap();
    (folder, people)
}

fn once() -> Invite {
    Invite::personal(Role::Member, vec![HERE], 1_000)
}

fn as_(name: &str, now_ms: i64) -> Redemption {
    Redemption { name: name.to_owned(), now_ms, ..Redemption::default() }
}

fn signed_in(people: &People, cookie: &Token, now_ms: i64) -> Option<SignedIn> {
    people.session(cookie, now_ms, &SessionLimits::default()).unwrap()
}

#[test]
fn a_link_leads_to_a_session_and_no_further_than_its_analysis() {
    let (_folder, people) = store();
    let token = people.invite(once()).unwrap().token;
    for _ in 0..10 {
        assert!(people.preview(&token, 0).unwrap().is_ok(), "looking changes nothing");
    }
    let redeemed = people.redeem(&token, &as_(" Ayşe ", 0)).unwrap().unwrap();
    assert_eq!(people.redeem(&token, &as_("Eva", 0)).unwrap().unwrap_err(), Closed::Used);
    assert_eq!(people.preview(&token, 0).unwrap().unwrap_err(), Closed::Used);
    let person = signed_in(&people, &redeemed.session, 1).unwrap();
    assert_eq!(person.name, "Ayşe");
    assert!(person.may(Right::Edit, HERE) && !person.may(Right::LeadTeam, HERE));
    assert_eq!(person.role_in(StreamId([2; 16])), None);
    assert_eq!(people.members(HERE).unwrap(), [(redeemed.actor, "Ayşe".to_owned())]);
    people.end_session(&redeemed.session).unwrap();
    assert!(signed_in(&people, &redeemed.session, 1).is_none());
}

#[test]
fn expired_revoked_and_unknown_links_look_alike() {
    let (_folder, people) = store();
    let made = people.invite(Invite::team(Role::Member, HERE, 1_000)).unwrap();
    people.redeem(&made.token, &as_("Eva", 0)).unwrap().unwrap();
    assert_eq!(people.preview(&made.token, 1_000).unwrap().unwrap_err(), Closed::Neutral, "expired");
    assert_eq!(people.redeem(&made.token, &as_("Eva", 1_000)).unwrap().unwrap_err(), Closed::Neutral);
    assert!(!people.revoke(StreamId([2; 16]), made.id).unwrap(), "not from another scope");
    assert!(people.revoke(HERE, made.id).unwrap());
    assert_eq!(people.redeem(&made.token, &as_("Eva", 0)).unwrap().unwrap_err(), Closed::Neutral, "revoked");
    assert_eq!(people.preview(&Token::random(), 0).unwrap().unwrap_err(), Closed::Neutral, "unknown");
    assert!(people.invitations(HERE, 0).unwrap().is_empty());
    let to_another = Invite { mail: Some("eva@example.org".to_owned()), ..once() };
    let to_eva = people.invite(to_another.clone()).unwrap().token;
    let eva = people.redeem(&to_eva, &as_("Eva", 0)).unwrap().unwrap();
    let to_jonas =
        people.invite(Invite { mail: Some("jonas@example.org".to_owned()), ..to_another }).unwrap();
    let redemption = Redemption { signed_in: Some((eva.actor, eva.session)), ..as_("", 0) };
    assert_eq!(
        people.redeem(&to_jonas.token, &redemption).unwrap().unwrap_err(),
        Closed::Neutral,
        "other mail"
    );
}

#[test]
fn who_is_signed_in_stays_one_person_and_gets_a_new_session() {
    let (_folder, people) = store();
    let first = people.invite(once()).unwrap().token;
    let eva = people.redeem(&first, &as_("Eva", 0)).unwrap().unwrap();
    let there = StreamId([2; 16]);
    let second = people.invite(Invite::team(Role::Viewer, there, 1_000)).unwrap().token;
    let redemption = Redemption { signed_in: Some((eva.actor, eva.session.clone())), ..as_("", 0) };
    let again = people.redeem(&second, &redemption).unwrap().unwrap();
    assert_eq!(again.actor, eva.actor);
    assert!(signed_in(&people, &eva.session, 0).is_none(), "the old one has ended");
    let person = signed_in(&people, &again.session, 0).unwrap();
    assert_eq!((person.name.as_str(), person.memberships.len()), ("Eva", 2));
    let for_jonas = people.add_person("Jonas", Role::Lead, &[HERE]).unwrap();
    let link = people.invite(Invite { actor: Some(for_jonas), ..once() }).unwrap().token;
    let redemption = Redemption { signed_in: Some((eva.actor, again.session)), ..as_("", 0) };
    let jonas = people.redeem(&link, &redemption).unwrap().unwrap();
    assert_eq!(jonas.actor, for_jonas, "made out to another person");
    let person = signed_in(&people, &jonas.session, 0).unwrap();
    assert_eq!((person.role_in(HERE), person.name.as_str()), (Some(Role::Lead), "Jonas"), "nothing is lost");
}

#[test]
fn a_new_team_link_takes_the_place_of_the_older_one() {
    let (_folder, people) = store();
    let old = people.invite(Invite::team(Role::Member, HERE, 1_000)).unwrap();
    let guests = people.invite(Invite::team(Role::Guest, HERE, 1_000)).unwrap();
    let new = people.invite(Invite::team(Role::Member, HERE, 2_000)).unwrap();
    assert!(people.preview(&old.token, 0).unwrap().is_err());
    let listed: Vec<_> = people.invitations(HERE, 0).unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(listed, [guests.id, new.id]);
}

#[test]
fn s31_the_first_operators_link_dies_with_the_first_operator() {
    let (_folder, people) = store();
    let older = people.invite_first_operator(1_000).unwrap().token;
    let token = people.invite_first_operator(1_000).unwrap().token;
    assert!(people.preview(&older, 0).unwrap().is_err(), "one at a time");
    assert!(people.preview(&token, 0).unwrap().is_ok());
    people.add_person("Ute", Role::Operator, &[StreamId::INSTALLATION]).unwrap();
    assert_eq!(people.preview(&token, 0).unwrap().unwrap_err(), Closed::Neutral);
    assert_eq!(people.redeem(&token, &as_("Eva", 0)).unwrap().unwrap_err(), Closed::Neutral);
}

#[test]
fn s35_sessions_end_by_silence_by_age_and_for_guests_within_a_day() {
    let (_folder, people) = store();
    let link = |role| people.invite(Invite::team(role, HERE, 1_000)).unwrap().token;
    let member = people.redeem(&link(Role::Member), &as_("Eva", 0)).unwrap().unwrap().session;
    assert!(signed_in(&people, &member, 30 * DAY_MS - 1).is_some_and(|person| person.is_stale));
    assert!(signed_in(&people, &member, 30 * DAY_MS).is_none(), "idle");
    for day in [20, 40, 60, 80] {
        people.touch(&member, day * DAY_MS).unwrap();
    }
    let person = signed_in(&people, &member, 80 * DAY_MS).unwrap();
    assert_eq!((person.ends_ms, person.is_stale), (90 * DAY_MS, false));
    assert!(signed_in(&people, &member, 90 * DAY_MS).is_none(), "however often it was used");
    let guest = people.redeem(&link(Role::Guest), &as_("Gast", 0)).unwrap().unwrap();
    assert!(signed_in(&people, &guest.session, DAY_MS - 1).is_some());
    assert!(signed_in(&people, &guest.session, DAY_MS).is_none());
    people.set_role(HERE, guest.actor, Some(Role::Member)).unwrap();
    assert!(signed_in(&people, &guest.session, DAY_MS).is_some(), "no guest any more");
    people.prune(90 * DAY_MS, &SessionLimits::default()).unwrap();
    assert!(people.sessions(guest.actor, 0, &SessionLimits::default()).unwrap().is_empty());
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner() {
    let (_folder, people) = store();
    let link = people.invite(Invite::team(Role::Member, HERE, 1_000)).unwrap().token;
    let eva = people.redeem(&link, &as_("Eva", 0)).unwrap().unwrap();
    let other = people.redeem(&link, &as_("Jonas", 0)).unwrap().unwrap();
    let own = Invite { actor: Some(eva.actor), ..once() };
    let phone = people.invite(own).unwrap().token;
    let redemption = Redemption { agent: "Firefox, Android".to_owned(), ..as_("", 500) };
    let phone = people.redeem(&phone, &redemption).unwrap().unwrap().session;
    let listed = people.sessions(eva.actor, 600, &SessionLimits::default()).unwrap();
    assert_eq!((listed.len(), listed[0].agent.as_str()), (2, "Firefox, Android"));
    let current = signed_in(&people, &phone, 600).unwrap().session;
    assert_eq!(current, listed[0].id);
    assert_eq!(people.end_sessions(eva.actor, |id| id != current).unwrap(), 1);
    assert!(signed_in(&people, &eva.session, 600).is_none() && signed_in(&people, &phone, 600).is_some());
    assert!(signed_in(&people, &other.session, 600).is_some(), "nobody else's");
    people.disable(eva.actor, true).unwrap();
    assert!(signed_in(&people, &phone, 600).is_none());
    people.disable(eva.actor, false).unwrap();
    assert!(signed_in(&people, &phone, 600).is_some());
}

#[test]
fn the_last_lead_and_the_last_operator_stay() {
    let (_folder, people) = store();
    let lead = people.add_person("Ayşe", Role::Lead, &[HERE]).unwrap();
    let member = people.add_person("Jonas", Role::Member, &[HERE]).unwrap();
    assert_eq!(people.set_role(HERE, lead, None).unwrap(), RoleChange::Last(Role::Lead));
    assert_eq!(people.set_role(HERE, lead, Some(Role::Member)).unwrap(), RoleChange::Last(Role::Lead));
    assert_eq!(people.set_role(HERE, lead, Some(Role::Lead)).unwrap(), RoleChange::Done(Role::Lead));
    assert_eq!(people.set_role(HERE, member, Some(Role::Lead)).unwrap(), RoleChange::Done(Role::Member));
    assert_eq!(people.set_role(HERE, lead, None).unwrap(), RoleChange::Done(Role::Lead));
    assert_eq!(people.set_role(HERE, lead, Some(Role::Viewer)).unwrap(), RoleChange::NoMember);
    assert_eq!(people.memberships(lead).unwrap(), []);
    assert_eq!(people.people(HERE).unwrap().len(), 1);
}

#[test]
fn s19_a_wish_for_a_link_reaches_those_who_know_the_person_and_says_nothing() {
    let (_folder, people) = store();
    let mail = Some("Eva@Example.org".to_owned());
    let link = people.invite(Invite { mail, ..once() }).unwrap().token;
    let eva = people.redeem(&link, &as_("Eva", 0)).unwrap().unwrap().actor;
    people.request_link("nobody@example.org", 10).unwrap();
    assert!(people.link_requests(20).unwrap().is_empty());
    people.request_link(" eva@example.ORG", 10).unwrap();
    let wanted = people.link_requests(20).unwrap();
    assert_eq!((wanted.len(), wanted[0].actor, wanted[0].asked_ms), (1, eva, 10));
    people.forget_request(eva).unwrap();
    assert!(people.link_requests(20).unwrap().is_empty());
}
