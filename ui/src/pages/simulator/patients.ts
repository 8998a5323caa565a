// Made-up patients, each with a sample prescription that shows something. Nobody here exists; the
// division 990001 does not either.
export interface OrderLine {
  code: string;
  name: string;
  price: string;
  count: number;
  kind: "drug" | "service";
}

export interface Patient {
  id: string;
  name: string;
  /** National code of sex: 1 male, 2 female. */
  sex: "1" | "2";
  age: number;
  diagnosis: { code: string; name: string };
  inpatient: boolean;
  sample: OrderLine[];
}

const VITAMIN: OrderLine = { code: "XA11DAW036A001010104127", name: "维生素B1片", price: "0.10", count: 1, kind: "drug" };

export const patients: readonly Patient[] = [
  {
    id: "990001195203150011",
    name: "虚构甲",
    sex: "1",
    age: 74,
    diagnosis: { code: "I63.900", name: "脑梗死" },
    inpatient: true,
    sample: [
      { code: "XG02BAZ061Z007010279543", name: "左炔诺孕酮宫内节育系统", price: "1153.00", count: 1, kind: "drug" },
      VITAMIN,
    ],
  },
  {
    id: "990001195001010010",
    name: "虚构乙",
    sex: "2",
    age: 76,
    diagnosis: { code: "I25.103", name: "冠状动脉粥样硬化性心脏病" },
    inpatient: false,
    sample: [{ code: "XC01EBL064A001010103912", name: "单硝酸异山梨酯片", price: "8.40", count: 2, kind: "drug" }],
  },
  {
    id: "990001202001010013",
    name: "虚构丙",
    sex: "1",
    age: 6,
    diagnosis: { code: "J18.900", name: "肺炎" },
    inpatient: false,
    sample: [VITAMIN],
  },
  {
    id: "990001199601010026",
    name: "虚构丁",
    sex: "2",
    age: 30,
    diagnosis: { code: "E51.900", name: "维生素B1缺乏病" },
    inpatient: false,
    sample: [{ ...VITAMIN, count: 2 }],
  },
];
