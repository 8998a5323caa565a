-- 规则3 中药饮片单复方均不予支付：在表内的饮片，只要纳入医保金额大于零。
SELECT DISTINCT l.psn_no, l.mdtrt_id, l.feedetl_sn, l.covered AS amount
FROM covered_line l
JOIN "herb-never-payable 编码" k ON k."一码" = l.med_list_codg AND l."day" >= k."施行" AND l."day" < k."止"
WHERE l."day" >= '2026-05-20'
