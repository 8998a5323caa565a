// A clue for another department: drafted on the case that it comes from, approved by somebody else, and
// sent; another, which was acknowledged earlier, is answered and closed. Two, since the term of an answer
// may end in a year whose working days are not known yet.
import type { Journey } from "./people";

export async function transfer(journey: Journey): Promise<void> {
  const author = await journey.person("chengban1");
  await author.open(await author.first("enforcement", "调查取证"));
  await author.does("拟稿移送", async (form) => {
    await author.pick(form, "接收部门", "卫生健康部门");
    await form.getByLabel("事实", { exact: true }).fill("核查中发现执业医师超注册范围执业的情况");
    await form.getByLabel("依据", { exact: true }).fill("《医疗保障基金使用监督管理条例》第二十六条");
    await author.attach(form);
  });
  await author.sees("待审批");
  const matter = author.matter();
  await author.shot("drafted");

  const chief = await journey.person("kezhang");
  await chief.open(matter);
  await chief.does("批准移送");
  await author.open(matter);
  await author.does("发送移送材料", (form) => form.getByLabel("签名").fill("演示签名，不具有效力"));
  await author.sees("待签收");
  await author.shot("sent");

  const acknowledged = await author.first("transfer", "待反馈");
  await author.open(acknowledged);
  await author.does("登记反馈", async (form) => {
    await author.pick(form, "反馈结果", "已处理");
    await form.getByLabel("反馈文书").fill("卫健函〔2026〕1号");
  });
  await author.sees("已反馈");
  await chief.open(acknowledged);
  await chief.does("办结移送", (form) => form.getByLabel("后续处理").fill("对方已处理，本局不再跟踪"));
  await chief.sees("已办结");
  await chief.lastShot("closed");
}
