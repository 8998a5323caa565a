// Who works with conduct in the made-up city.
import type { Account } from "../data.ts";
import { hospital } from "./people.ts";

const at = { place_kind: "institution" as const, place: hospital.code, place_name: hospital.name };
const password = "mingjing-demo";

export const conductAccounts: Account[] = [
  {
    login: "hangfengban",
    password,
    name: "行风办甲",
    grants: [{ id: 20, role: "ethics_office", role_zh: "机构医德医风办公室", ...at, areas: ["conduct", "bulletins", "clinical_conduct", "recognition", "antimicrobial", "costly_stays", "usage"] }],
  },
  {
    login: "yisheng",
    password,
    name: "演示甲子",
    grants: [{ id: 21, role: "practitioner", role_zh: "医务人员", ...at, practitioner: "YG1001", areas: ["my_conduct"] }],
  },
  {
    login: "weijian",
    password,
    name: "行风科甲",
    grants: [
      {
        id: 22,
        role: "health_section",
        role_zh: "卫生健康行风科",
        place_kind: "bureau",
        place: "B9902",
        place_name: "临江市卫生健康委员会（虚构）",
        areas: ["district", "oversight", "bulletins"],
      },
    ],
  },
  {
    login: "baoguan",
    password,
    name: "保管人甲",
    grants: [{ id: 23, role: "vault_keeper", role_zh: "举报人身份保管人", ...at, areas: ["vault"] }],
  },
];
