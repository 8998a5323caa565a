-- What the harness takes of an oracle, whose text stands in the brackets: money with two decimals.
SELECT psn_no, mdtrt_id, feedetl_sn, CAST(amount AS DECIMAL(18, 2)) AS amount
FROM (
$ORACLE
) claims
