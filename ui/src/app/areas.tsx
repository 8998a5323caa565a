// The menu: which page belongs to which area of the API, under which heading, in which order. What
// the acting grant has no area for is absent.
import {
  AlertOutlined,
  ApiOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  BookOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  ClusterOutlined,
  ContainerOutlined,
  DashboardOutlined,
  EyeInvisibleOutlined,
  ExperimentOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FolderOpenOutlined,
  FormOutlined,
  FundOutlined,
  HeartOutlined,
  HistoryOutlined,
  InboxOutlined,
  IdcardOutlined,
  MedicineBoxOutlined,
  MoneyCollectOutlined,
  NotificationOutlined,
  PercentageOutlined,
  RadarChartOutlined,
  ReconciliationOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  SendOutlined,
  SmileOutlined,
  SolutionOutlined,
  StopOutlined,
  ToolOutlined,
  TeamOutlined,
  TrophyOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Area } from "../api";
import { words } from "../words/words";

export const areaWords = words(
  {
    groupDesk: "工作台",
    groupLive: "事前事中",
    groupCases: "疑点与案件",
    groupAudit: "稽核作业",
    groupRules: "规则与知识",
    groupPlaces: "机构与人员",
    groupEthics: "医德医风",
    groupClean: "清廉医院",
    groupSystem: "系统",
    dashboard: "基金监管总览",
    inbox: "机构待办",
    myAlerts: "我的提醒",
    live: "实时监测",
    simulator: "处方试算",
    queue: "稽核队列",
    leads: "线索",
    reviews: "审核与申诉",
    matters: "全部事项",
    complaints: "举报",
    selfAudit: "自查自纠",
    enforcement: "行政处罚案件",
    transfers: "线索移送",
    recovery: "基金追回",
    rectification: "整改销号",
    rules: "规则",
    institutions: "定点医药机构",
    points: "医师记分",
    conduct: "医德总览",
    myConduct: "我的医德档案",
    district: "辖区医德医风",
    integrity: "廉洁台账",
    assessments: "年度考评",
    conductEvents: "行为记录",
    vetoes: "一票否决",
    schemes: "考评方案",
    performance: "绩效核算",
    bulletins: "月度通报",
    cleanHospital: "清廉建设",
    oversight: "巡查与评价",
    discipline: "纪检线索",
    surveys: "满意度调查",
    clinical: "临床行为",
    usage: "统方查询",
    vault: "身份保管",
    users: "用户与授权",
    coSigning: "授权会签",
    organisations: "机构目录与接入",
    callers: "接口接入方",
    calendar: "工作日历",
    books: "规则库与知识库",
    jobs: "后台任务",
    trail: "操作留痕",
    health: "运行状况",
  },
  {
    groupDesk: "Desk",
    groupLive: "Before and at settlement",
    groupCases: "Findings and cases",
    groupAudit: "Audit work",
    groupRules: "Rules and knowledge",
    groupPlaces: "Institutions and people",
    groupEthics: "Professional conduct",
    groupClean: "Clean hospital",
    groupSystem: "System",
    dashboard: "Fund overview",
    inbox: "Institution inbox",
    myAlerts: "My alerts",
    live: "Live",
    simulator: "Prescription trial",
    queue: "Audit queue",
    leads: "Leads",
    reviews: "Reviews and appeals",
    matters: "All matters",
    complaints: "Reports",
    selfAudit: "Self-audits",
    enforcement: "Penalty cases",
    transfers: "Transfers",
    recovery: "Recovery",
    rectification: "Rectification",
    rules: "Rules",
    institutions: "Institutions",
    points: "Physicians' points",
    conduct: "Conduct overview",
    myConduct: "My conduct file",
    district: "Conduct in the district",
    integrity: "Integrity ledger",
    assessments: "Yearly assessment",
    conductEvents: "Conduct events",
    vetoes: "Vetoes",
    schemes: "Schemes",
    performance: "Performance pay",
    bulletins: "Bulletins",
    cleanHospital: "Clean hospital",
    oversight: "Tours and evaluation",
    discipline: "Discipline",
    surveys: "Surveys",
    clinical: "Clinical conduct",
    usage: "Usage queries",
    vault: "Identity vault",
    users: "Users and grants",
    coSigning: "Grants to sign",
    organisations: "Organisations and access",
    callers: "Callers",
    calendar: "Working days",
    books: "Rule books",
    jobs: "Jobs",
    trail: "Audit trail",
    health: "Health",
  },
);

type AreaWord = Exclude<keyof typeof areaWords.zh, `group${string}`>;
type GroupWord = Extract<keyof typeof areaWords.zh, `group${string}`>;

export interface Entry {
  path: string;
  word: AreaWord;
  /** Shown where the acting grant has this area. */
  area: Area;
  icon: ReactNode;
}

export const menu: { word: GroupWord; entries: Entry[] }[] = [
  {
    word: "groupDesk",
    entries: [
      { path: "/dashboard", word: "dashboard", area: "dashboard", icon: <DashboardOutlined /> },
      { path: "/inbox", word: "inbox", area: "inbox", icon: <InboxOutlined /> },
      { path: "/my-alerts", word: "myAlerts", area: "my_alerts", icon: <AlertOutlined /> },
    ],
  },
  {
    word: "groupLive",
    entries: [
      { path: "/live", word: "live", area: "live", icon: <RadarChartOutlined /> },
      { path: "/simulator", word: "simulator", area: "simulator", icon: <ExperimentOutlined /> },
    ],
  },
  {
    word: "groupCases",
    entries: [
      { path: "/queue", word: "queue", area: "findings", icon: <FileSearchOutlined /> },
      { path: "/leads", word: "leads", area: "findings", icon: <SolutionOutlined /> },
      { path: "/reviews", word: "reviews", area: "matters", icon: <AuditOutlined /> },
      { path: "/matters", word: "matters", area: "matters", icon: <FolderOpenOutlined /> },
    ],
  },
  {
    word: "groupAudit",
    entries: [
      { path: "/self-audits", word: "selfAudit", area: "self_audit", icon: <CheckSquareOutlined /> },
      { path: "/enforcement", word: "enforcement", area: "enforcement", icon: <FileProtectOutlined /> },
      { path: "/transfers", word: "transfers", area: "transfers", icon: <SendOutlined /> },
      { path: "/recovery", word: "recovery", area: "matters", icon: <MoneyCollectOutlined /> },
      { path: "/rectification", word: "rectification", area: "matters", icon: <ToolOutlined /> },
    ],
  },
  {
    word: "groupRules",
    entries: [{ path: "/rules", word: "rules", area: "rules", icon: <BookOutlined /> }],
  },
  {
    word: "groupPlaces",
    entries: [{ path: "/institutions", word: "institutions", area: "institutions", icon: <BankOutlined /> }],
  },
  {
    word: "groupEthics",
    entries: [
      { path: "/conduct", word: "conduct", area: "conduct", icon: <TrophyOutlined /> },
      { path: "/my-conduct", word: "myConduct", area: "my_conduct", icon: <UserOutlined /> },
      { path: "/district", word: "district", area: "district", icon: <ClusterOutlined /> },
      { path: "/integrity", word: "integrity", area: "conduct", icon: <ContainerOutlined /> },
      { path: "/conduct-events", word: "conductEvents", area: "conduct", icon: <FormOutlined /> },
      { path: "/vetoes", word: "vetoes", area: "conduct", icon: <StopOutlined /> },
      { path: "/assessments", word: "assessments", area: "conduct", icon: <AuditOutlined /> },
      { path: "/schemes", word: "schemes", area: "conduct", icon: <BookOutlined /> },
      { path: "/performance", word: "performance", area: "conduct", icon: <PercentageOutlined /> },
      { path: "/bulletins", word: "bulletins", area: "bulletins", icon: <NotificationOutlined /> },
      { path: "/points", word: "points", area: "points", icon: <IdcardOutlined /> },
    ],
  },
  {
    word: "groupClean",
    entries: [
      { path: "/clean-hospital", word: "cleanHospital", area: "conduct", icon: <SafetyCertificateOutlined /> },
      { path: "/oversight", word: "oversight", area: "oversight", icon: <ReconciliationOutlined /> },
      { path: "/discipline", word: "discipline", area: "conduct", icon: <FileProtectOutlined /> },
      { path: "/surveys", word: "surveys", area: "conduct", icon: <SmileOutlined /> },
      { path: "/clinical-conduct", word: "clinical", area: "clinical_conduct", icon: <MedicineBoxOutlined /> },
      { path: "/usage", word: "usage", area: "usage", icon: <FundOutlined /> },
      { path: "/vault", word: "vault", area: "vault", icon: <EyeInvisibleOutlined /> },
    ],
  },
  {
    word: "groupSystem",
    entries: [
      { path: "/users", word: "users", area: "users", icon: <TeamOutlined /> },
      { path: "/co-signing", word: "coSigning", area: "co_signing", icon: <SafetyCertificateOutlined /> },
      { path: "/organisations", word: "organisations", area: "organisations", icon: <ApartmentOutlined /> },
      { path: "/callers", word: "callers", area: "callers", icon: <ApiOutlined /> },
      { path: "/calendar", word: "calendar", area: "calendar", icon: <CalendarOutlined /> },
      { path: "/books", word: "books", area: "books", icon: <MedicineBoxOutlined /> },
      { path: "/jobs", word: "jobs", area: "jobs", icon: <ScheduleOutlined /> },
      { path: "/trail", word: "trail", area: "trail", icon: <HistoryOutlined /> },
      { path: "/health", word: "health", area: "health", icon: <HeartOutlined /> },
    ],
  },
];

/** The area that the entry of the menu with this address belongs to. */
export const areaOf = (path: string): Area | undefined =>
  menu.flatMap((group) => group.entries).find((entry) => entry.path === path)?.area;

/** Where somebody with these areas begins: the first entry of his menu. */
export function homeOf(areas: readonly Area[]): string | undefined {
  for (const group of menu) {
    const entry = group.entries.find((one) => areas.includes(one.area));
    if (entry !== undefined) {
      return entry.path;
    }
  }
  return undefined;
}
