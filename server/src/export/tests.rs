use super::*;
use crate::hex::hex;

#[test]
fn bytes_have_one_spelling() {
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(bytes_of_hex(&hex(&bytes)), Some(bytes));
    for wrong in ["0", "0g", "AB", "0x", "é0"] {
        assert_eq!(bytes_of_hex(wrong), None, "{wrong}");
    }
}

#[test]
fn ids_and_hashes_are_legible_and_other_lists_stay() {
    let value = (([1_u8; 16], [2_u8; 32]), vec![3_u8; 15], vec![300_u16; 16], "text");
    let expected =
        serde_json::json!([["01".repeat(16), "02".repeat(32)], vec![3; 15], vec![300; 16], "text"]);
    assert_eq!(readable::legible(&value), expected);
}
