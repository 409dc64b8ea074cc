use std::fmt::Debug;

use super::*;
use crate::golden;

fn same<T: Debug + PartialEq + Record>(name: &str, record: &T) {
    let bytes = write(record);
    golden::check(&format!("access/golden/{name}-{}", T::SCHEMA), &bytes);
    assert_eq!(read(&bytes).as_ref(), Some(record));
    assert_eq!(
        read::<T>(&[&[T::SCHEMA + 1], &bytes[1..]].concat()),
        None,
        "another schema is not guessed at"
    );
}

/// A record of schema 1, from its golden file, reads as this.
fn lifts<T: Debug + PartialEq + Record>(name: &str, record: &T) {
    let path = format!("{}/src/access/golden/{name}-1.hex", env!("CARGO_MANIFEST_DIR"));
    let hex = std::fs::read_to_string(path).unwrap();
    let digits = hex.trim().as_bytes().chunks(2);
    let bytes: Vec<_> =
        digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    assert_eq!(read::<T>(&bytes).as_ref(), Some(record), "{name}");
    assert_eq!(read::<T>(&bytes[..bytes.len() - 1]), None, "{name} cut short");
}

fn invitation() -> InvitationRecord {
    InvitationRecord {
        kind: InvitationKind::Personal,
        actor: Some(ActorId([1; 16])),
        name: Some("Jonas".to_owned()),
        mail: None,
        scopes: vec![StreamId([2; 16]), StreamId([3; 16])],
        role: Role::Member,
        by: None,
        expires_ms: 1_750_000_000_123,
        uses_left: Some(1),
        revoked: false,
    }
}

fn team_link() -> InvitationRecord {
    let kind = InvitationKind::Team;
    InvitationRecord { kind, actor: None, name: None, scopes: vec![], uses_left: None, ..invitation() }
}

#[test]
fn golden_records_come_back_as_written() {
    let actor = ActorId([1; 16]);
    let mail = Some("ayse@example.org".to_owned());
    same("person", &PersonRecord { name: "Ayşe".to_owned(), mail: mail.clone(), disabled: false });
    for role in Role::ALL {
        same(&format!("role-{}", role.name().replace('_', "-")), &role);
    }
    let (created_ms, seen_ms) = (1_750_000_000_123, 1_750_003_600_000);
    same("session", &SessionRecord { actor, created_ms, seen_ms, agent: "Firefox, Android".to_owned() });
    let by = Some(ActorId([4; 16]));
    same("invitation", &InvitationRecord { mail, by, revoked: true, ..invitation() });
    same("invitation-team", &team_link());
    let kind = InvitationKind::FirstOperator;
    same(
        "invitation-operator",
        &InvitationRecord { kind, role: Role::Operator, actor: None, ..invitation() },
    );
    same("request", &RequestRecord { actor: Some(actor), asked_ms: 1_750_000_000_123 });
}

#[test]
fn records_of_schema_1_are_lifted() {
    lifts("person", &PersonRecord { name: "Ayşe".to_owned(), mail: None, disabled: false });
    lifts("invitation", &invitation());
    lifts("invitation-team", &team_link());
    let created_ms = 1_750_000_000_123 - 30 * 86_400_000;
    let actor = ActorId([1; 16]);
    lifts("session", &SessionRecord { actor, created_ms, seen_ms: created_ms, agent: String::new() });
}
