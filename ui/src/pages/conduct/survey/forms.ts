// The forms of surveys, as the server tags them.
import type { SurveyForm } from "../../../api/conduct";

export const FORMS: readonly SurveyForm[] = ["outpatient", "inpatient", "staff", "follow_up"];
