// Days for pickers. Pages that pick days import the library from here, so that the Chinese names of
// months come with it and the first screen does without.
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";

export { dayjs };
