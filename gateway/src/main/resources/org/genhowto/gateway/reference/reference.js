"use strict";

SwaggerUIBundle({ url: "openapi.json", dom_id: "#http", deepLinking: true, validatorUrl: null, defaultModelsExpandDepth: 0, persistAuthorization: false });

/** Avro's types as one reads them: string?, [BlobRef], Target. */
function typeOf(schema) {
  if (Array.isArray(schema)) {
    const others = schema.filter((one) => one !== "null");
    return others.map(typeOf).join(" | ") + (others.length < schema.length ? "?" : "");
  }
  if (typeof schema === "string") return schema.split(".").pop();
  if (schema.type === "array") return "[" + typeOf(schema.items) + "]";
  if (schema.type === "map") return "{" + typeOf(schema.values) + "}";
  if (schema.type === "enum") return schema.symbols.join(" | ");
  return schema.name || typeOf(schema.type);
}

function add(parent, name, text, className) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function show(topic) {
  const details = add(document.getElementById("topics"), "details");
  details.id = "topic-" + topic.address;
  const summary = add(details, "summary");
  add(summary, "code", topic.address);
  const message = Object.values(topic.messages)[0];
  const kafka = topic.bindings.kafka;
  add(summary, "span", " " + message.name + ", key " + message.bindings.kafka.key.description
    + ", " + kafka.partitions + (kafka.partitions === 1 ? " partition" : " partitions")
    + (kafka.topicConfiguration["cleanup.policy"].includes("compact") ? ", compacted" : ""), "type");
  if (topic.description) add(details, "p", topic.description);
  const fields = add(details, "dl");
  for (const field of message.payload.schema.fields) {
    add(fields, "dt", field.name);
    const about = add(fields, "dd");
    add(about, "span", typeOf(field.type) + ("default" in field ? " = " + JSON.stringify(field.default) : ""), "type");
    if (field.doc) add(about, "div", field.doc);
  }
}

fetch("asyncapi.json")
  .then((answer) => {
    if (!answer.ok) throw new Error("asyncapi.json: " + answer.status);
    return answer.json();
  })
  .then((document_) => {
    document.getElementById("topicsabout").textContent = document_.info.description;
    Object.values(document_.channels).forEach(show);
  })
  .catch((error) => {
    const problem = document.getElementById("problem");
    problem.textContent = "The topics cannot be shown: " + error.message;
    problem.hidden = false;
  });
