// Every page has an address and is loaded when it is first opened. A page is a module with a named
// component.
import { lazy, Suspense, type ComponentType, type ReactNode } from "react";
import { Navigate, Route, Routes } from "react-router";
import { areaOf, homeOf } from "./areas";
import { NoSuchPage, NothingGranted, NotOfThisOffice } from "./Elsewhere";
import { Frame } from "./Frame";
import { Login } from "./Login";
import { useSession } from "./session";

/** The component `name` of a module that is loaded on demand. */
function page<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const lists = () => import("../pages/matters/MatterList");

const kept = () => import("../pages/system/Kept");

const conductLists = () => import("../pages/conduct/lists/Lists");
const schemes = () => import("../pages/conduct/schemes/Schemes");

const pages: Record<string, ComponentType> = {
  password: page(() => import("./ChangePassword"), "ChangePassword"),
  dashboard: page(() => import("../pages/dashboard/Dashboard"), "Dashboard"),
  queue: page(() => import("../pages/queue/Queue"), "Queue"),
  "findings/:key": page(() => import("../pages/finding/Finding"), "Finding"),
  matters: page(lists, "AllMatters"),
  "matters/:id": page(() => import("../pages/matters/Matter"), "Matter"),
  leads: page(lists, "Leads"),
  reviews: page(lists, "Reviews"),
  "self-audits": page(lists, "SelfAudits"),
  enforcement: page(lists, "Enforcement"),
  transfers: page(lists, "Transfers"),
  recovery: page(lists, "Recovery"),
  rectification: page(lists, "Rectification"),
  points: page(lists, "Points"),
  institutions: page(() => import("../pages/institutions/Institutions"), "Institutions"),
  "institutions/:code": page(() => import("../pages/institutions/Institution"), "Institution"),
  rules: page(() => import("../pages/rules/Rules"), "Rules"),
  "rules/:code": page(() => import("../pages/rules/Rule"), "Rule"),
  // The institution's, the doctor's and the administrator's.
  inbox: page(() => import("../pages/inbox/Inbox"), "Inbox"),
  "inbox/:id": page(() => import("../pages/inbox/Answering"), "Answering"),
  users: page(() => import("../pages/system/Users"), "Users"),
  "co-signing": page(() => import("../pages/system/CoSigning"), "CoSigning"),
  organisations: page(() => import("../pages/system/Organisations"), "Organisations"),
  callers: page(() => import("../pages/system/Callers"), "Callers"),
  calendar: page(kept, "Calendar"),
  books: page(kept, "Books"),
  jobs: page(kept, "Jobs"),
  health: page(kept, "Health"),
  trail: page(() => import("../pages/system/Trail"), "Trail"),
  "my-alerts": page(() => import("../pages/mine/Mine"), "Mine"),
  live: page(() => import("../pages/live/Monitor"), "Monitor"),
  simulator: page(() => import("../pages/simulator/Simulator"), "Simulator"),
  // Professional conduct.
  conduct: page(() => import("../pages/conduct/Overview"), "Overview"),
  "conduct/people/:code": page(() => import("../pages/conduct/people/Person"), "Person"),
  "my-conduct": page(() => import("../pages/conduct/mine/MyConduct"), "MyConduct"),
  district: page(() => import("../pages/conduct/district/District"), "District"),
  integrity: page(() => import("../pages/conduct/lists/Integrity"), "Integrity"),
  "conduct-events": page(conductLists, "Events"),
  vetoes: page(conductLists, "Vetoes"),
  assessments: page(() => import("../pages/conduct/lists/Assessments"), "Assessments"),
  schemes: page(schemes, "Schemes"),
  "schemes/trial": page(schemes, "SchemeTrial"),
  "schemes/:id": page(schemes, "Scheme"),
  performance: page(() => import("../pages/conduct/pay/Performance"), "Performance"),
  bulletins: page(() => import("../pages/conduct/bulletin/Bulletins"), "Bulletins"),
  "bulletins/:id": page(() => import("../pages/conduct/bulletin/Bulletin"), "Bulletin"),
  "clean-hospital": page(conductLists, "CleanHospital"),
  oversight: page(conductLists, "Oversight"),
  discipline: page(conductLists, "Discipline"),
  surveys: page(() => import("../pages/conduct/survey/Surveys"), "Surveys"),
  "clinical-conduct": page(() => import("../pages/conduct/clinical/Clinical"), "Clinical"),
  usage: page(conductLists, "UsageQueries"),
  "usage/:id": page(() => import("../pages/conduct/usage/UsageQuery"), "UsageQuery"),
  vault: page(() => import("../pages/conduct/vault/Vault"), "Vault"),
};

/** Without a login: what a patient answers on a phone. */
const PublicSurvey = page(() => import("../pages/conduct/survey/PublicSurvey"), "PublicSurvey");

/** Without a login: what recognition came to. */
const PublicTotals = page(() => import("../pages/conduct/public/PublicTotals"), "PublicTotals");

/** Pages of single things, to which links lead from other pages than the list in the menu: the server says who may see them. */
const LINKED: readonly string[] = [
  "findings/:key",
  "matters/:id",
  "institutions/:code",
  "rules/:code",
  "conduct/people/:code",
  "schemes/:id",
  "bulletins/:id",
  "usage/:id",
];

/** The page, for whom its menu entry is there: nobody sees the head of a page above the refusal of what it shows. */
function Open({ path, children }: { path: string; children: ReactNode }) {
  const { me } = useSession();
  const area = LINKED.includes(path) ? undefined : areaOf(`/${path.split("/")[0] ?? ""}`);
  return area === undefined || me.areas.includes(area) ? children : <NotOfThisOffice />;
}

function Home() {
  const { me } = useSession();
  const home = homeOf(me.areas);
  return home === undefined ? <NothingGranted /> : <Navigate to={home} replace />;
}

export function Pages() {
  return (
    <Routes>
      <Route path="/login" element={<Login />} />
      <Route
        path="/survey/:code"
        element={
          <Suspense fallback={null}>
            <PublicSurvey />
          </Suspense>
        }
      />
      <Route
        path="/public/recognition"
        element={
          <Suspense fallback={null}>
            <PublicTotals />
          </Suspense>
        }
      />
      <Route path="/" element={<Frame />}>
        <Route index element={<Home />} />
        {Object.entries(pages).map(([path, Page]) => (
          <Route
            key={path}
            path={path}
            element={
              <Open path={path}>
                <Page />
              </Open>
            }
          />
        ))}
        <Route path="*" element={<NoSuchPage />} />
      </Route>
    </Routes>
  );
}
