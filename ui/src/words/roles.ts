// What the roles are called, and where each can be held: at a bureau, at an institution, anywhere.
import type { PlaceKind, RoleTag } from "../api";
import { words } from "./words";

export const roleWords = words(
  {
    bureau_leader: "医保局领导",
    section_chief: "基金监管科长",
    auditor: "经办机构审核员",
    agency_head: "经办机构负责人",
    agency_finance: "经办机构财务",
    case_handler: "案件承办人",
    legal_reviewer: "法制审核人",
    inspector: "检查组员",
    clinical_expert: "临床专家",
    insurance_office: "机构医保办",
    practitioner: "医务人员",
    department_head: "科室负责人",
    hospital_leader: "机构负责人",
    vault_keeper: "举报人身份保管人",
    ethics_office: "机构医德医风办公室",
    discipline_office: "机构纪检监察室",
    personnel: "机构人事部门",
    health_section: "卫生健康行风科",
    system_administrator: "系统管理员",
    security_auditor: "安全审计员",
    system: "系统",
    account_holder: "账号本人",
  },
  {
    bureau_leader: "Bureau leader",
    section_chief: "Chief of supervision",
    auditor: "Agency auditor",
    agency_head: "Head of agency",
    agency_finance: "Agency finance",
    case_handler: "Case handler",
    legal_reviewer: "Legal reviewer",
    inspector: "Inspector",
    clinical_expert: "Clinical expert",
    insurance_office: "Institution's insurance office",
    practitioner: "Medical staff",
    department_head: "Head of department",
    hospital_leader: "Head of institution",
    vault_keeper: "Keeper of informants' names",
    ethics_office: "Ethics office",
    discipline_office: "Discipline office",
    personnel: "Personnel",
    health_section: "Health bureau, conduct section",
    system_administrator: "System administrator",
    security_auditor: "Security auditor",
    system: "System",
    account_holder: "Account holder",
  },
);

export const roles: readonly RoleTag[] = [
  "bureau_leader",
  "section_chief",
  "auditor",
  "agency_head",
  "agency_finance",
  "case_handler",
  "legal_reviewer",
  "inspector",
  "clinical_expert",
  "vault_keeper",
  "health_section",
  "insurance_office",
  "ethics_office",
  "discipline_office",
  "personnel",
  "hospital_leader",
  "department_head",
  "practitioner",
  "system_administrator",
  "security_auditor",
];

const AT_INSTITUTIONS: readonly RoleTag[] = [
  "insurance_office",
  "ethics_office",
  "discipline_office",
  "personnel",
  "hospital_leader",
  "department_head",
  "practitioner",
];
const APART: readonly RoleTag[] = ["system_administrator", "security_auditor"];

/** The kinds of places where a role can be granted, the usual one first. */
export function placesOf(role: RoleTag): readonly PlaceKind[] {
  if (APART.includes(role)) {
    return ["everywhere", "bureau", "institution"];
  }
  return AT_INSTITUTIONS.includes(role) ? ["institution"] : ["bureau"];
}
