// Every page has an address and is loaded when it is first opened.
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { PageFailed, NoSuchPage, NothingGranted } from "./Elsewhere";
import { ChangePassword } from "./ChangePassword";
import { Frame } from "./Frame";
import { homeOf } from "./areas";
import { Login } from "./Login";
import { useSession } from "./session";

function Home() {
  const { me } = useSession();
  const home = homeOf(me.areas);
  return home === undefined ? <NothingGranted /> : <Navigate to={home} replace />;
}

/** The pages inside the frame. A page is a module with a named component, loaded on demand. */
const pages: RouteObject[] = [
  { path: "dashboard", lazy: async () => ({ Component: (await import("../pages/dashboard/Dashboard")).Dashboard }) },
];

export const router = createBrowserRouter([
  { path: "/login", element: <Login />, errorElement: <PageFailed /> },
  {
    path: "/",
    element: <Frame />,
    errorElement: <PageFailed />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <PageFailed />,
        children: [
          { index: true, element: <Home /> },
          { path: "password", element: <ChangePassword /> },
          ...pages,
          { path: "*", element: <NoSuchPage /> },
        ],
      },
    ],
  },
]);
