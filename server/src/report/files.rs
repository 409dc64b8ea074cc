//! Tables as files.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use thiserror::Error;

use super::board::{Cell, Table};

/// Longest name of a sheet that spreadsheets accept.
const SHEET_CHARS: usize = 31;
/// Narrowest and widest column, in characters.
const NARROWEST: u8 = 12;
const WIDEST: u8 = 60;

/// Why a file could not be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// As CSV.
    #[error("csv: {0}")]
    Csv(String),
    /// As a workbook.
    #[error("xlsx: {0}")]
    Xlsx(#[from] XlsxError),
}

/// Comma separated, UTF-8 with a mark, so that spreadsheets read umlauts; shares in percent with a point.
///
/// # Errors
/// [`ReportError`].
pub fn csv(table: &Table) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |error: csv::Error| ReportError::Csv(error.to_string());
    writer.write_record(table.head.iter().map(|head| harmless(head))).map_err(failed)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Count(count) => count.to_string(),
            Cell::Share(points) => format!("{}.{:02}", points / 100, points % 100),
            Cell::Empty => String::new(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| ReportError::Csv(error.to_string()))
}

/// A workbook with a sheet for each table; heads stay in sight. Titles have to differ in what [`sheet_name`] leaves.
///
/// # Errors
/// [`ReportError`].
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, ReportError> {
    let mut workbook = Workbook::new();
    let (head, share) = (Format::new().set_bold().set_text_wrap(), Format::new().set_num_format("0.00%"));
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.title))?;
        sheet.set_freeze_panes(1, 1)?;
        // Printed, the head stands on every page.
        sheet.set_repeat_rows(0, 0)?;
        for (column, title) in (0..).zip(&table.head) {
            sheet.write_string_with_format(0, column, harmless(title), &head)?;
            sheet.set_column_width(column, width(table, usize::from(column)))?;
        }
        for (number, row) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(number, column, harmless(text))?,
                    Cell::Count(count) => sheet.write_number(number, column, *count)?,
                    Cell::Share(points) => {
                        let share_of_one = f64::from(*points) / 10_000.0;
                        sheet.write_number_with_format(number, column, share_of_one, &share)?
                    }
                    Cell::Empty => continue,
                };
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// As wide as the longest text of a column, within reason, in characters.
fn width(table: &Table, column: usize) -> f64 {
    let texts = table.rows.iter().filter_map(|row| match row.get(column) {
        Some(Cell::Text(text)) => Some(text.chars().take(usize::from(WIDEST)).count()),
        Some(Cell::Count(_) | Cell::Share(_) | Cell::Empty) | None => None,
    });
    let longest = texts.max().unwrap_or(0).clamp(usize::from(NARROWEST), usize::from(WIDEST));
    u8::try_from(longest).map_or_else(|_| f64::from(WIDEST), f64::from)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Sheets may not have every name.
fn sheet_name(title: &str) -> String {
    let name: String = title
        .chars()
        .filter(|char| !matches!(char, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .collect();
    let name: String = name.trim().chars().take(SHEET_CHARS).collect();
    if name.is_empty() { "Board".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    fn table() -> Table {
        let text = |text: &str| Cell::Text(text.to_owned());
        Table {
            title: "Nord: 2026/27 [alle]".to_owned(),
            head: ["Team", "Zahl", "Anteil"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![text("=HYPERLINK(\"http://x\")"), Cell::Count(7), Cell::Share(6_667)],
                vec![text("Ü, \"quer\"\nzwei"), Cell::Empty, Cell::Share(10_000)],
                vec![text("@a"), Cell::Count(0), Cell::Empty],
            ],
        }
    }

    #[test]
    fn s_25_a_csv_reads_back_and_holds_no_formula() {
        let bytes = csv(&table()).unwrap();
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
        let mut reader = csv::Reader::from_reader(bytes);
        assert_eq!(reader.headers().unwrap(), vec!["Team", "Zahl", "Anteil"]);
        let rows: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows[0], ["'=HYPERLINK(\"http://x\")", "7", "66.67"]);
        assert_eq!(rows[1], ["Ü, \"quer\"\nzwei", "", "100.00"]);
        assert_eq!(rows[2], ["'@a", "0", ""]);
        for begins in ["+1", "-1", "\tx", "\rx", "@x", "=x"] {
            assert_eq!(harmless(begins), format!("'{begins}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
    }

    #[test]
    fn a_21_a_workbook_reads_back_with_its_head() {
        let bytes = xlsx(&[table()]).unwrap();
        let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(workbook.sheet_names(), ["Nord 202627 alle"]);
        let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
        let cell = |row, column| sheet.get((row, column)).cloned();
        assert_eq!(cell(0, 0), Some(Data::String("Team".to_owned())));
        assert_eq!(cell(1, 0), Some(Data::String("'=HYPERLINK(\"http://x\")".to_owned())));
        assert_eq!(cell(1, 1), Some(Data::Float(7.0)));
        assert_eq!(cell(1, 2), Some(Data::Float(0.6667)));
        assert!(matches!(cell(2, 1), None | Some(Data::Empty)));
        assert!(workbook.worksheet_formula("Nord 202627 alle").is_ok_and(|formulas| formulas.is_empty()));
    }
}
