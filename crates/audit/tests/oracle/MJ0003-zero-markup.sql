-- MJ0003 零差率：医疗机构销售药品（不含饮片）、医用耗材的单价高于采购价；药店购药不适用，没有采购价未评估。
-- 违规金额为超出采购价的部分乘以数量。
SELECT psn_no, mdtrt_id, feedetl_sn,
       round((pric - purc_pric) * cnt, 2) AS amount
FROM covered_line
WHERE "day" >= '2026-02-12' AND "种类" IN ('药品', '医用耗材') AND coalesce("就医方式", '') <> '药店购药' AND pric > purc_pric
