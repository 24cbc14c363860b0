"use strict";
document.getElementById("inner-save").addEventListener("click", (event) => {
  const why = gesture("Inner save", event);
  parent.lab.doing(call("VacancyService.update", ["vac1", { title: "inner" }], why));
});
