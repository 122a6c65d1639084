"use strict";

const url = new URL("/graphql", location.href);
const socket = new URL(url);
socket.protocol = url.protocol.replace("http", "ws");

const fetcher = GraphiQL.createFetcher({ url: url.href, subscriptionUrl: socket.href });
const page = React.createElement(GraphiQL, {
  fetcher,
  defaultEditorToolsVisibility: "headers",
  defaultQuery: "{\n  viewer {\n    email\n  }\n}\n",
});
ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
