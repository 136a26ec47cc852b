-- Tables for the connectors beside this file, for PostgreSQL. A column is a field of EvaluationMetric (schemas/src/main/avro/Evaluation.avdl),
-- renamed where SQL would ask for quotes. Defaults are those of the fields: records of before a field was there lack it.

-- The present value of every metric.
CREATE TABLE evaluation_metric (
  metric_key text PRIMARY KEY,
  name text NOT NULL,
  -- Not a number where nothing was measured; the views leave those out.
  value double precision,
  samples bigint NOT NULL,
  evaluation_set text NOT NULL,
  method text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'MEASURED',
  reason text NOT NULL DEFAULT '',
  release text NOT NULL DEFAULT '',
  generation text NOT NULL DEFAULT '',
  target text,
  category text NOT NULL DEFAULT '',
  images text NOT NULL DEFAULT 'all',
  low double precision,
  high double precision,
  interval_formula text NOT NULL DEFAULT '',
  reference_samples bigint NOT NULL DEFAULT 0,
  reference text NOT NULL DEFAULT '',
  features text NOT NULL DEFAULT '',
  formula text NOT NULL DEFAULT '',
  -- NULL in records of before metrics said when they were measured.
  as_of timestamp with time zone,
  elapsed_millis bigint NOT NULL DEFAULT 0,
  run_id text NOT NULL DEFAULT '',
  previous double precision,
  details text NOT NULL DEFAULT ''
);

-- Every value that a metric ever had since the connector began.
CREATE TABLE evaluation_metric_history (
  kafka_topic text NOT NULL,
  kafka_partition integer NOT NULL,
  kafka_offset bigint NOT NULL,
  name text NOT NULL,
  -- Not a number where nothing was measured; the views leave those out.
  value double precision,
  samples bigint NOT NULL,
  evaluation_set text NOT NULL,
  method text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'MEASURED',
  reason text NOT NULL DEFAULT '',
  release text NOT NULL DEFAULT '',
  generation text NOT NULL DEFAULT '',
  target text,
  category text NOT NULL DEFAULT '',
  images text NOT NULL DEFAULT 'all',
  low double precision,
  high double precision,
  interval_formula text NOT NULL DEFAULT '',
  reference_samples bigint NOT NULL DEFAULT 0,
  reference text NOT NULL DEFAULT '',
  features text NOT NULL DEFAULT '',
  formula text NOT NULL DEFAULT '',
  -- NULL in records of before metrics said when they were measured.
  as_of timestamp with time zone,
  elapsed_millis bigint NOT NULL DEFAULT 0,
  run_id text NOT NULL DEFAULT '',
  previous double precision,
  details text NOT NULL DEFAULT '',
  PRIMARY KEY (kafka_topic, kafka_partition, kafka_offset)
);

CREATE INDEX evaluation_metric_history_time ON evaluation_metric_history (name, target, release, as_of);

-- What queries ask: values that were measured. To PostgreSQL NaN is above all numbers, and would be the greatest and the newest best.
CREATE VIEW measured_metric AS
SELECT metric_key, name, evaluation_set, release, generation, target, category, images, features,
  value, low, high, interval_formula, samples, reference_samples, previous, as_of, formula, run_id
FROM evaluation_metric WHERE state = 'MEASURED';

CREATE VIEW measured_metric_history AS
SELECT name, evaluation_set, release, generation, target, category, images, features,
  value, low, high, interval_formula, samples, reference_samples, previous, as_of, formula, run_id
FROM evaluation_metric_history WHERE state = 'MEASURED';
