"use strict";
onmessage = async ({ data }) => {
  if (data.address) {
    const response = await fetch(data.address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: data.body,
    });
    postMessage((await response.json()).result);
  } else {
    setTimeout(() => postMessage(data.number * 2), 30);
  }
};
