//! Tables: a fixed grid, repeated heads, merged cells.

use super::blocks::{Body, Look};
use super::xml::Xml;
use crate::forms::page::{Align, CELL_SIDE, CELL_TOP, Cell, Face, Place, Row, Table, places, twips};

impl Body<'_> {
    /// A table.
    pub(super) fn table(&mut self, table: &Table) {
        let all: Vec<Row> = table.head.iter().chain(&table.body).cloned().collect();
        let grid = places(&all, table.columns.len());
        let (mut rows, keeps) = (String::new(), self.keeps);
        for (at, (row, places)) in all.iter().zip(&grid).enumerate() {
            let is_head = at < table.head.len();
            self.keeps = keeps && at + 1 == all.len();
            rows.push_str(&self.part(|body| body.row(table, row, places, is_head)));
        }
        let width: u32 = table.columns.iter().map(|c| c.width).sum();
        self.xml.element("w:tbl", &[], |xml| {
            xml.element("w:tblPr", &[], |xml| {
                xml.empty("w:tblW", &[("w:w", &twips(width).to_string()), ("w:type", "dxa")]);
                xml.value("w:jc", "center");
                xml.element("w:tblBorders", &[], |xml| {
                    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                        let size = if side.starts_with("w:inside") { "4" } else { "8" };
                        xml.empty(side, &[("w:val", "single"), ("w:sz", size), ("w:space", "0"), ("w:color", "000000")]);
                    }
                });
                xml.empty("w:tblLayout", &[("w:type", "fixed")]);
                xml.element("w:tblCellMar", &[], |xml| {
                    for (side, room) in [("w:top", CELL_TOP), ("w:left", CELL_SIDE), ("w:bottom", CELL_TOP), ("w:right", CELL_SIDE)] {
                        xml.empty(side, &[("w:w", &room.to_string()), ("w:type", "dxa")]);
                    }
                });
            });
            xml.element("w:tblGrid", &[], |xml| {
                for column in &table.columns {
                    xml.empty("w:gridCol", &[("w:w", &twips(column.width).to_string())]);
                }
            });
            xml.raw(&rows);
        });
    }

    fn row(&mut self, table: &Table, row: &Row, places: &[Place<'_>], is_head: bool) {
        let mut cells = String::new();
        let mut column = 0;
        for place in places {
            let cell = match place {
                Place::Starts(cell) | Place::GoesOn(cell) => *cell,
            };
            cells.push_str(&self.part(|body| body.cell(table, place, cell, column, is_head)));
            column += cell.columns.max(1);
        }
        // A row as high as a page must be allowed to break.
        let whole = !row.splits
            && row.cells.iter().all(|cell| cell.paragraphs.iter().flatten().map(|r| r.shown().chars().count()).sum::<usize>() < 600);
        self.xml.element("w:tr", &[], |xml| {
            xml.element("w:trPr", &[], |xml| {
                if whole {
                    xml.empty("w:cantSplit", &[]);
                }
                if row.least > 0 {
                    xml.empty("w:trHeight", &[("w:val", &twips(row.least).to_string()), ("w:hRule", "atLeast")]);
                }
                if is_head {
                    xml.empty("w:tblHeader", &[]);
                }
            });
            xml.raw(&cells);
        });
    }

    fn cell(&mut self, table: &Table, place: &Place<'_>, cell: &Cell, column: usize, is_head: bool) {
        let width: u32 = table.columns.iter().skip(column).take(cell.columns.max(1)).map(|c| c.width).sum();
        let align = cell.align.or(table.columns.get(column).map(|c| c.align)).unwrap_or(Align::Left);
        let face = if is_head { Face::Heading } else { Face::Table };
        let look = Look { family: Some(self.faces.first(face)), half_points: Some(table.size.half_points()), ..Look::default() };
        let (starts, pitch) = (matches!(place, Place::Starts(_)), table.size.pitch().to_string());
        let properties = |xml: &mut Xml| {
            xml.value("w:snapToGrid", 0);
            xml.empty("w:spacing", &[("w:line", &pitch), ("w:lineRule", "exact")]);
            xml.value("w:jc", if align == Align::Center { "center" } else { "left" });
        };
        let content = self.part(|body| {
            let own: &[Vec<_>] = if starts { &cell.paragraphs } else { &[] };
            for runs in own {
                body.paragraph("Normal", properties, |body| body.runs(runs, look));
            }
            if own.is_empty() {
                body.paragraph("Normal", properties, |_| {});
            }
        });
        self.xml.element("w:tc", &[], |xml| {
            xml.element("w:tcPr", &[], |xml| {
                xml.empty("w:tcW", &[("w:w", &twips(width).to_string()), ("w:type", "dxa")]);
                if cell.columns > 1 {
                    xml.value("w:gridSpan", cell.columns);
                }
                if cell.rows > 1 {
                    xml.empty("w:vMerge", &[("w:val", if starts { "restart" } else { "continue" })]);
                }
                if is_head {
                    xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F2F2F2")]);
                }
                xml.value("w:vAlign", "center");
            });
            xml.raw(&content);
        });
    }
}
