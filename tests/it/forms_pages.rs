//! Pages of long tables: whatever the lines hold, none is lost, sums are right and every row fills its grid. Spec: §15.3.

use evalc::expr::Number;
use evalc::forms::page::{
    Align, Block, Cell, Item, Paper, Place, Row, Run, Sheets, Sum, Table, TextSize, inert, lines_of, places, title_lines,
};
use proptest::prelude::*;

fn table() -> Table {
    let columns = [("甲", 30, Align::Left), ("乙", 40, Align::Left), ("分值", 15, Align::Center), ("丙", 140, Align::Left)];
    Table::new(&columns, TextSize::Normal)
}

fn item((group, words, points): (u8, String, u16)) -> Item {
    let points = Number::ratio(i64::from(points), 100).unwrap();
    Item {
        groups: vec![format!("组{}", group / 3)],
        cells: vec![Cell::new(format!("行{words}")), Cell::new(points.to_string()), Cell::new(words)],
        points: Some(points),
        least: 0,
    }
}

fn told(row: &Row, column: usize) -> String {
    row.cells[column].paragraphs.iter().flatten().map(Run::shown).collect()
}

proptest! {
    #[test]
    fn no_line_is_lost_and_the_sums_of_the_pages_are_the_sum_of_all(
        mut lines in prop::collection::vec((0u8..30, "[甲乙丙a-c1-3。，]{0,300}", 0u16..1000), 0..120),
    ) {
        lines.sort_by_key(|(group, ..)| *group);
        let items: Vec<Item> = lines.into_iter().map(item).collect();
        let sheets = Sheets { paper: Paper::Landscape, table: table(), sum: Some(Sum { column: 2 }), before: Vec::new(), after: Vec::new() };
        let blocks = sheets.blocks(&items);
        let tables: Vec<&Table> = blocks.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).collect();
        let rows: Vec<&Row> = tables.iter().flat_map(|t| &t.body).filter(|row| !row.total).collect();
        prop_assert_eq!(rows.len(), items.len());
        for (row, item) in rows.iter().zip(&items) {
            // The cells of the line stand at the end of its row.
            prop_assert!(row.cells.ends_with(&item.cells));
        }
        let number = |text: String| text.parse::<Number>().unwrap();
        let mut sum = Number::ZERO;
        let totals: Vec<&Row> = tables.iter().flat_map(|t| &t.body).filter(|row| row.total).collect();
        for row in &totals {
            match told(row, 0).as_str() {
                "本页小计" => sum = &sum + &number(told(row, 1)),
                "合计" if tables.len() == 1 => sum = number(told(row, 1)),
                "合计" => prop_assert_eq!(&sum, &number(told(row, 1))),
                other => prop_assert!(false, "{}", other),
            }
        }
        let all = items.iter().filter_map(|i| i.points.clone()).fold(Number::ZERO, |sum, points| &sum + &points);
        prop_assert_eq!(sum, all);
    }

    #[test]
    fn every_row_of_a_page_fills_its_grid(lines in prop::collection::vec((0u8..9, "[甲乙]{0,40}", 0u16..100), 1..60)) {
        let items: Vec<Item> = lines.into_iter().map(item).collect();
        let sheets = Sheets { paper: Paper::Portrait, table: table(), sum: Some(Sum { column: 2 }), before: Vec::new(), after: Vec::new() };
        for block in sheets.blocks(&items) {
            let Block::Table(table) = block else { continue };
            for row in places(&table.body, table.columns.len()) {
                let width: usize = row.iter().map(|p| match p { Place::Starts(c) | Place::GoesOn(c) => c.columns }).sum();
                prop_assert_eq!(width, table.columns.len());
            }
        }
    }

    #[test]
    fn titles_lose_nothing_and_texts_take_more_lines_in_less_room(text in "\\PC{0,80}", room in 2usize..80) {
        prop_assert_eq!(title_lines(&text, Paper::Landscape).concat(), text.clone());
        prop_assert!(lines_of(&text, room) >= 1);
        prop_assert!(lines_of(&text, room + 40) <= lines_of(&text, room));
    }

    #[test]
    fn inert_texts_hold_no_control_and_turn_no_direction(text in "\\PC*|.*|[\u{202A}-\u{202E}\u{0}-\u{1f}a]*") {
        let turns = |c: char| matches!(u32::from(c), 0x202A..=0x202E);
        let found = inert(&text).chars().any(|c| c.is_control() || turns(c));
        prop_assert!(!found);
    }
}
