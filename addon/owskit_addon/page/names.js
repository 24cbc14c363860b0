// What a gesture is called, in the page's own words and never with a text that could be data.
function openNames() {
  const CONTROL =
    "button,a[href],input,select,textarea,summary,label,[role=button],[role=link],[role=tab],[role=menuitem]," +
    "[role=menuitemcheckbox],[role=menuitemradio],[role=checkbox],[role=radio],[role=switch],[role=option],[onclick]";

  function controlOf(path) {
    for (const element of path) {
      if (element.nodeType === 1 && element.matches(CONTROL)) return element;
    }
    return null;
  }

  const describe = () => ({ label: "", where: "", names: [] });

  const page = () => ({ label: "", where: "", names: [] });

  return { controlOf, describe, page };
}
