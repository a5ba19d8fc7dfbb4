-- ⌊a ÷ b⌋ of a positive b: the engine's own division goes towards 0.
CREATE OR REPLACE FUNCTION floor_div(a BIGINT, b BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT a / b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END $$;
CREATE OR REPLACE FUNCTION floor_div(a NUMERIC, b NUMERIC) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT DIV(a, b) - CASE WHEN a % b < 0 THEN 1 ELSE 0 END $$;
-- The least common multiple of many numbers.
DROP AGGREGATE IF EXISTS exact_lcm(NUMERIC);
CREATE AGGREGATE exact_lcm(NUMERIC) (SFUNC = LCM, STYPE = NUMERIC, COMBINEFUNC = LCM, PARALLEL = SAFE);

-- Whole numbers as texts: with decimal places, or as a fraction in lowest terms.
CREATE OR REPLACE FUNCTION exact_decimal(t TEXT, places INTEGER) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE digits TEXT := LTRIM(t, '-');
BEGIN
  digits := LPAD(digits, GREATEST(LENGTH(digits), places + 1), '0');
  RETURN CASE WHEN t LIKE '-%' THEN '-' ELSE '' END || LEFT(digits, LENGTH(digits) - places)
    || CASE WHEN places > 0 THEN '.' || RIGHT(digits, places) ELSE '' END;
END $$;
CREATE OR REPLACE FUNCTION exact_fraction(num NUMERIC, den NUMERIC) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT DIV(num, GCD(num, den))::TEXT || CASE WHEN den = GCD(num, den) THEN '' ELSE '/' || DIV(den, GCD(num, den))::TEXT END $$;

-- Texts of cells. A cell that stands for nothing gives NULL.
CREATE OR REPLACE FUNCTION exact_folded(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $body$ SELECT BTRIM(TRANSLATE(COALESCE(t, ''), {wide}), E' \t\n\x0b\f\r') $body$;
CREATE OR REPLACE FUNCTION exact_key(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT REGEXP_REPLACE(t, '\s', '', 'g') $$;
CREATE OR REPLACE FUNCTION exact_short(t TEXT, most INTEGER) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  AS $$ SELECT LEFT(REGEXP_REPLACE(t, '[[:cntrl:]]', ' ', 'g'), most) $$;
-- Numbers: the digits at the beginning, their units, the units if the rest is the unit and the range holds them.
CREATE OR REPLACE FUNCTION cell_head(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(REPLACE(SUBSTRING(t FROM '^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?'), ',', ''), '') $$;
CREATE OR REPLACE FUNCTION cell_rest(t TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT BTRIM(REGEXP_REPLACE(t, '^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?', ''), E' \t\n\x0b\f\r') $$;
CREATE OR REPLACE FUNCTION cell_units(h TEXT, places INTEGER) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN h <> '' AND LENGTH(LTRIM(SPLIT_PART(h, '.', 1), '-+0')) <= 19 AND LENGTH(RTRIM(SPLIT_PART(h, '.', 2), '0')) <= places
  THEN (SPLIT_PART(h, '.', 1) || RPAD(RTRIM(SPLIT_PART(h, '.', 2), '0'), places, '0'))::NUMERIC END $$;
CREATE OR REPLACE FUNCTION cell_number(rest TEXT, units NUMERIC, unit TEXT, low NUMERIC, high NUMERIC) RETURNS NUMERIC LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN rest IN ('', unit) AND units BETWEEN low AND high THEN units END $$;
CREATE OR REPLACE FUNCTION cell_fact(t TEXT) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN t IN ('是', '有', '在册', '√', '✓', '✔') THEN 1 WHEN t IN ('否', '无', '不在册', '×', '✗', '✘') THEN 0 END $$;
-- Days since 1 March of the year 0, of a day that exists.
CREATE OR REPLACE FUNCTION day_count(y INTEGER, m INTEGER, d INTEGER) RETURNS INTEGER LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE s INTEGER := y - CASE WHEN m < 3 THEN 1 ELSE 0 END;
BEGIN
  IF y NOT BETWEEN 1 AND 9999 OR m NOT BETWEEN 1 AND 12 OR d < 1 OR d >
    (CASE WHEN m = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END)
  THEN RETURN NULL; END IF;
  RETURN 365 * s + s / 4 - s / 100 + s / 400 + ((m + 9) % 12 * 306 + 5) / 10 + d - 1;
END $$;
-- Its year, month and day are texts of a list.
CREATE OR REPLACE FUNCTION cell_day(g TEXT[]) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN LENGTH(LTRIM(g[1], '0')) BETWEEN 1 AND 4 AND LENGTH(LTRIM(g[2], '0')) BETWEEN 1 AND 2 AND LENGTH(LTRIM(g[3], '0')) BETWEEN 1 AND 2
  THEN day_count(g[1]::INTEGER, g[2]::INTEGER, g[3]::INTEGER) END $$;
CREATE OR REPLACE FUNCTION cell_date(t TEXT, year INTEGER) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT COALESCE(
    REGEXP_MATCH(CASE WHEN t LIKE '%年%' THEN t ELSE year || '年' || t END, '^([0-9]{4})年\s*([0-9]{1,2})月\s*([0-9]{1,2})[日号]$'),
    REGEXP_MATCH(t, '^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: 00:00(?::00)?)?$'),
    REGEXP_MATCH(t, '^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?: 00:00(?::00)?)?$'),
    REGEXP_MATCH(t, '^([0-9]{4})[.]([0-9]{1,2})[.]([0-9]{1,2})(?: 00:00(?::00)?)?$')) $$;
CREATE OR REPLACE FUNCTION cell_parts(t TEXT) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT p FROM (SELECT BTRIM(part, E' \t\n\x0b\f\r') AS p FROM REGEXP_SPLIT_TO_TABLE(t, '[,、;\n]') AS part) AS parts WHERE p <> '') $$;
CREATE OR REPLACE FUNCTION cell_document(t TEXT, parts TEXT[], last INTEGER) RETURNS INTEGER LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN cell_fact(t) = 0 THEN 0
    WHEN LENGTH(t) < 4 THEN NULL
    ELSE (SELECT CASE WHEN COUNT(*) >= 3 AND BOOL_OR(p ~ '[0-9].*号$') AND BOOL_OR(COALESCE(
        cell_day(REGEXP_MATCH(p, '^([0-9]+)\s*[年—./-]\s*([0-9]+)\s*[月—./-]\s*([0-9]+)\s*日?$')) <= last, FALSE)) THEN 1 ELSE 0 END
      FROM UNNEST(parts) AS p) END $$;

-- The fields of a record of CSV.
CREATE OR REPLACE FUNCTION exact_fields(record TEXT) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT CASE WHEN m[1] LIKE '"%"' AND LENGTH(m[1]) > 1 THEN REPLACE(SUBSTRING(m[1] FROM 2 FOR LENGTH(m[1]) - 2), '""', '"') ELSE m[1] END
    FROM REGEXP_MATCHES(record || ',', '("(?:[^"]|"")*"|[^,]*),', 'g') WITH ORDINALITY AS f(m, place) ORDER BY place) $$;
-- The lines of a large object, which is a text in UTF-8 or GB18030, into the table exact_lines.
CREATE OR REPLACE FUNCTION exact_read_lines(file OID) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  most CONSTANT INTEGER := 8388608;
  start BIGINT := 0;
  before BIGINT := 0;
  encoding TEXT := 'UTF8';
  piece BYTEA;
  ending INTEGER;
  content TEXT;
BEGIN
  CREATE TEMPORARY TABLE IF NOT EXISTS exact_lines (n BIGINT, line TEXT);
  TRUNCATE exact_lines;
  LOOP
    piece := LO_GET(file, start, most);
    ending := LENGTH(piece);
    EXIT WHEN ending = 0;
    IF ending = most THEN
      WHILE ending > 0 AND GET_BYTE(piece, ending - 1) <> 10 LOOP
        ending := ending - 1;
      END LOOP;
      IF ending = 0 THEN
        RAISE EXCEPTION '第%行太长', before + 1;
      END IF;
    END IF;
    piece := SUBSTRING(piece FROM 1 FOR ending);
    BEGIN
      content := CONVERT_FROM(piece, encoding);
    EXCEPTION WHEN character_not_in_repertoire THEN
      IF start > 0 THEN
        RAISE EXCEPTION '第%行以后的文字编码与前面不同', before;
      END IF;
      encoding := 'GB18030';
      content := CONVERT_FROM(piece, encoding);
    END;
    IF RIGHT(content, 1) = E'\n' THEN
      content := LEFT(content, -1);
    END IF;
    INSERT INTO exact_lines
      SELECT before + place, RTRIM(line, E'\r') FROM UNNEST(STRING_TO_ARRAY(content, E'\n')) WITH ORDINALITY AS l(line, place);
    before := COALESCE((SELECT MAX(n) FROM exact_lines), 0);
    start := start + ending;
  END LOOP;
END $$;
-- A file that \lo_import brought, into a raw table: its columns are found by header, others are left out. Gives the number of rows.
CREATE OR REPLACE FUNCTION exact_load(file OID, target TEXT, wanted JSONB) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  header RECORD;
  keys TEXT[];
  names TEXT;
  places TEXT;
  found_at BIGINT;
BEGIN
  PERFORM exact_read_lines(file);
  PERFORM LO_UNLINK(file);
  -- Lines before the header may say what the file is.
  UPDATE exact_lines SET line = LTRIM(line, U&'\FEFF') WHERE n = 1;
  DELETE FROM exact_lines WHERE n < (SELECT MIN(n) FROM exact_lines WHERE line NOT LIKE '#%' AND BTRIM(line, ', "') <> '');
  -- A line that ends inside quotes goes on in the next one.
  CREATE TEMPORARY TABLE IF NOT EXISTS exact_records (n BIGINT, record TEXT);
  TRUNCATE exact_records;
  INSERT INTO exact_records
    SELECT MIN(n), STRING_AGG(line, E'\n' ORDER BY n)
    FROM (SELECT n, line, SUM(CASE WHEN before % 2 = 0 THEN 1 ELSE 0 END) OVER (ORDER BY n) AS number
      FROM (SELECT n, line, SUM(quotes) OVER (ORDER BY n) - quotes AS before
        FROM (SELECT n, line, LENGTH(line) - LENGTH(REPLACE(line, '"', '')) AS quotes FROM exact_lines) AS q) AS b) AS r
    GROUP BY number;
  SELECT n, exact_fields(record) AS fields INTO header FROM exact_records ORDER BY n LIMIT 1;
  keys := ARRAY(SELECT exact_key(exact_folded(field)) FROM UNNEST(header.fields) WITH ORDINALITY AS f(field, place) ORDER BY place);
  SELECT STRING_AGG(FORMAT('%I', w.name), ', ' ORDER BY w.place), STRING_AGG(COALESCE('f[' || w.found || ']', 'NULL'), ', ' ORDER BY w.place),
      MAX(w.found) FILTER (WHERE w.name = 'county')
    INTO names, places, found_at
    FROM (SELECT c.place, c.one->>'column' AS name,
        (SELECT MIN(h.place) FROM UNNEST(keys) WITH ORDINALITY AS h(key, place) WHERE c.one->'headers' ? h.key) AS found
      FROM JSONB_ARRAY_ELEMENTS(wanted) WITH ORDINALITY AS c(one, place)) AS w;
  IF found_at IS NULL THEN
    RAISE EXCEPTION '装入%的文件没有“县市区”这一列', target;
  END IF;
  SELECT MIN(n) INTO found_at FROM exact_records WHERE CARDINALITY(exact_fields(record)) > CARDINALITY(header.fields);
  IF found_at IS NOT NULL THEN
    RAISE EXCEPTION '装入%的文件第%行的格比表头多', target, found_at;
  END IF;
  EXECUTE FORMAT($body$INSERT INTO %I (line, %s) SELECT n, %s FROM (
      SELECT n, CASE WHEN record LIKE '%%"%%' THEN exact_fields(record) ELSE STRING_TO_ARRAY(record, ',') END AS f FROM exact_records
      WHERE n > $1 AND BTRIM(record, ', "') <> '' OFFSET 0) AS r$body$, target, names, places) USING header.n;
  GET DIAGNOSTICS found_at = ROW_COUNT;
  DROP TABLE exact_lines, exact_records;
  RETURN found_at;
END $$;
