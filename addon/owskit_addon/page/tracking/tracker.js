// Which gesture is at work: set by trusted events, carried into what they start, and told to the proxy in a header of
// each request.
function openTracker(ears, channel, names) {
  const tasks = openTasks();
  const gestures = openGestures(tasks, names, channel);
  const tags = openTags(tasks, gestures, channel);
  hearRoutes(ears, tasks, gestures);
  hearPresses(ears, tasks, gestures, names);
  const load = hearPages(ears, tasks, gestures);
  wrapTimers(tasks);
  wrapCallbacks(tasks);
  wrapMessages(ears, tasks);
  wrapWorkers(tasks, channel);
  wrapFetch(tasks, tags);
  wrapXhr(tasks, tags);
  return { begun: () => gestures.tell(load) };
}
