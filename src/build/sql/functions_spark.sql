-- ⌊a ÷ b⌋ of a positive b: the engine's own division goes towards 0.
CREATE OR REPLACE TEMPORARY FUNCTION floor_div(a BIGINT, b BIGINT) RETURNS BIGINT RETURN (a - PMOD(a, b)) DIV b
;
CREATE OR REPLACE TEMPORARY FUNCTION floor_div_wide(a DECIMAL(38,0), b DECIMAL(38,0)) RETURNS BIGINT RETURN (a - PMOD(a, b)) DIV b
;
-- Whole numbers as texts with decimal places.
CREATE OR REPLACE TEMPORARY FUNCTION exact_decimal(t STRING, places INT) RETURNS STRING RETURN CONCAT(
  CASE WHEN t LIKE '-%' THEN '-' ELSE '' END,
  LEFT(LPAD(LTRIM('-', t), GREATEST(LENGTH(LTRIM('-', t)), places + 1), '0'), GREATEST(LENGTH(LTRIM('-', t)), places + 1) - places),
  CASE WHEN places > 0 THEN CONCAT('.', RIGHT(LPAD(LTRIM('-', t), GREATEST(LENGTH(LTRIM('-', t)), places + 1), '0'), places)) ELSE '' END)
;
-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE TEMPORARY FUNCTION exact_folded(t STRING) RETURNS STRING
  RETURN TRIM(BOTH ' \t\n\u000b\f\r' FROM TRANSLATE(COALESCE(t, ''), {wide}))
;
CREATE OR REPLACE TEMPORARY FUNCTION exact_key(t STRING) RETURNS STRING RETURN REGEXP_REPLACE(t, '\\s', '')
;
CREATE OR REPLACE TEMPORARY FUNCTION exact_short(t STRING, most INT) RETURNS STRING RETURN LEFT(REGEXP_REPLACE(t, '\\p{Cntrl}', ' '), most)
;
-- Numbers: the digits at the beginning, their units, the units if the rest is the unit and the range holds them.
CREATE OR REPLACE TEMPORARY FUNCTION cell_head(t STRING) RETURNS STRING
  RETURN REPLACE(REGEXP_EXTRACT(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?', 0), ',', '')
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_rest(t STRING) RETURNS STRING
  RETURN TRIM(BOTH ' \t\n\u000b\f\r' FROM REGEXP_REPLACE(t, '^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?', ''))
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_units(h STRING, places INT) RETURNS DECIMAL(38,0) RETURN CASE
  WHEN h <> '' AND LENGTH(REGEXP_REPLACE(SPLIT_PART(h, '.', 1), '^[-+]?0*', '')) <= 19 AND LENGTH(RTRIM('0', SPLIT_PART(h, '.', 2))) <= places
  THEN CAST(CONCAT(SPLIT_PART(h, '.', 1), RPAD(RTRIM('0', SPLIT_PART(h, '.', 2)), places, '0')) AS DECIMAL(38,0)) END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_number(rest STRING, units DECIMAL(38,0), unit STRING, low DECIMAL(38,0), high DECIMAL(38,0)) RETURNS DECIMAL(38,0)
  RETURN CASE WHEN rest IN ('', unit) AND units BETWEEN low AND high THEN units END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_fact(t STRING) RETURNS INT
  RETURN CASE WHEN t IN ('是', '有', '在册', '√', '✓') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗') THEN 0 END
;
-- Days since 1 March of the year 0, of a day that exists; its year, month and day are the numbers of a list.
CREATE OR REPLACE TEMPORARY FUNCTION cell_date(t STRING, year INT) RETURNS ARRAY<STRING> RETURN CASE
  WHEN t RLIKE '^([0-9]{4}年)?\\s*[0-9]{1,2}月\\s*[0-9]{1,2}[日号]$'
    THEN REGEXP_EXTRACT_ALL(CASE WHEN t LIKE '%年%' THEN t ELSE CONCAT(year, '年', t) END, '[0-9]+', 0)
  WHEN t RLIKE '^[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}( 00:00(:00)?)?$' THEN REGEXP_EXTRACT_ALL(t, '[0-9]+', 0) END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_day(g ARRAY<STRING>) RETURNS INT RETURN CASE
  WHEN LENGTH(LTRIM('0', g[0])) BETWEEN 1 AND 4 AND LENGTH(LTRIM('0', g[1])) <= 2 AND LENGTH(LTRIM('0', g[2])) <= 2
  THEN DATEDIFF(TRY_CAST(CONCAT_WS('-', LPAD(LTRIM('0', g[0]), 4, '0'), LPAD(LTRIM('0', g[1]), 2, '0'), LPAD(LTRIM('0', g[2]), 2, '0')) AS DATE), DATE '1970-01-01') + 719468 END
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_parts(t STRING) RETURNS ARRAY<STRING>
  RETURN FILTER(TRANSFORM(SPLIT(t, '[,、;\n]'), p -> TRIM(BOTH ' \t\n\u000b\f\r' FROM p)), p -> p <> '')
;
CREATE OR REPLACE TEMPORARY FUNCTION cell_document(t STRING, parts ARRAY<STRING>, last INT) RETURNS INT RETURN CASE
  WHEN cell_fact(t) = 0 THEN 0
  WHEN LENGTH(t) < 4 THEN NULL
  WHEN SIZE(parts) >= 3 AND EXISTS(parts, p -> p RLIKE '[0-9].*号$')
    AND EXISTS(parts, p -> COALESCE(DATEDIFF(TRY_CAST(CONCAT_WS('-',
      LPAD(REGEXP_EXTRACT(p, '^0*([0-9]{1,4})\\s*[年—./-]\\s*0*([0-9]{1,2})\\s*[月—./-]\\s*0*([0-9]{1,2})\\s*日?$', 1), 4, '0'), REGEXP_EXTRACT(p, '^0*([0-9]{1,4})\\s*[年—./-]\\s*0*([0-9]{1,2})\\s*[月—./-]\\s*0*([0-9]{1,2})\\s*日?$', 2), REGEXP_EXTRACT(p, '^0*([0-9]{1,4})\\s*[年—./-]\\s*0*([0-9]{1,2})\\s*[月—./-]\\s*0*([0-9]{1,2})\\s*日?$', 3))
      AS DATE), DATE '1970-01-01') + 719468 <= last, FALSE)) THEN 1
  ELSE 0 END
;
