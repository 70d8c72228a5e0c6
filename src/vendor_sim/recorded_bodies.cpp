#include "vendor_sim/recorded_bodies.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "formats/json_value.hpp"

namespace tw::vendor_sim {
namespace {

using formats::JsonValue;

/// Query words that say what is asked for, so that they must be the same.
constexpr std::array<std::string_view, 13> kNaming{
    "function", "symbol",  "symbols",      "s",      "q",        "ticker", "tickers",
    "keywords", "modules", "resampleFreq", "fields", "interval", "date"};

/// What the manifest calls a vendor, where the double calls it otherwise.
std::string own_name(std::string name) {
  std::erase(name, '_');
  return name;
}

std::optional<std::string> text_in(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::string text_of(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  return value != nullptr && value->is(JsonValue::Kind::Text) ? value->text : std::string{};
}

net::HttpHeaders headers_of(const JsonValue& object) {
  net::HttpHeaders headers;
  const JsonValue* const given = object.find("headers");
  if (given == nullptr || !given->is(JsonValue::Kind::Object)) return headers;
  for (std::size_t i = 0; i < given->items.size(); ++i) {
    // A body is kept unpacked and whole, whatever it came as.
    std::string name = given->names[i];
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const bool is_of_transfer = name == "content-length" || name == "content-encoding" ||
                                name == "transfer-encoding" || name == "connection";
    if (given->items[i].is(JsonValue::Kind::Text) && !is_of_transfer) {
      headers.emplace_back(given->names[i], given->items[i].text);
    }
  }
  return headers;
}

/// Returns how many words of `recorded` were asked for alike; nothing when a naming one differs.
std::optional<std::size_t> likeness(const net::Query& recorded, const net::Query& asked) {
  std::size_t alike = 0;
  for (const auto& pair : recorded) {
    // A word may be there more than once: "tickers=aapl&tickers=googl".
    const bool is_same = std::ranges::find(asked, pair) != asked.end();
    if (is_same) ++alike;
    const bool is_naming = std::ranges::find(kNaming, pair.first) != kNaming.end();
    if (is_naming && !is_same) return std::nullopt;
  }
  return alike;
}

}  // namespace

std::expected<RecordedBodies, std::string> RecordedBodies::open(const std::string& folder,
                                                                const std::string& manifest) {
  const auto text = text_in(manifest);
  if (!text) {
    return std::unexpected{"manifest '" + manifest + "' cannot be read; name one by --manifest"};
  }
  const auto parsed = formats::parse_json(*text);
  if (!parsed) return std::unexpected{"manifest '" + manifest + "': " + parsed.error()};
  if (!parsed->is(JsonValue::Kind::Array)) {
    return std::unexpected{"manifest '" + manifest + "' is no array of recordings"};
  }
  RecordedBodies bodies;
  bodies.folder_ = folder;
  for (const JsonValue& item : parsed->items) {
    const std::string request = text_of(item, "request");
    const std::size_t start = request.find("://");
    const std::string file = text_of(item, "file");
    const bool is_exchange = file.ends_with(".http.json");  // Of a login: no body of one answer.
    if (!request.starts_with("GET ") || start == std::string::npos || is_exchange) continue;
    const std::size_t path = std::min(request.find('/', start + 3), request.size());
    const std::string target = request.substr(path);
    const JsonValue* const status = item.find("http_status");
    const auto decoded = net::percent_decoded(net::path_of(target));
    bodies.entries_.push_back({.vendor = own_name(text_of(item, "provider")),
                               .path = decoded.value_or(target),
                               .query = net::query_of(target),
                               .file = file,
                               .status = status != nullptr && status->is(JsonValue::Kind::Number)
                                             ? static_cast<int>(status->number)
                                             : 200,
                               .headers = headers_of(item)});
  }
  return bodies;
}

std::optional<net::HttpResponse> RecordedBodies::find(std::string_view vendor,
                                                      const Question& question) const {
  const Entry* best = nullptr;
  std::size_t most = 0;
  for (const Entry& entry : entries_) {
    // A recording has the official base's own path in front (/v1, /api/v1).
    const bool is_path = entry.path == question.path || entry.path.ends_with(question.path);
    if (entry.vendor != vendor || question.path.size() < 2 || !is_path) continue;
    const auto alike = likeness(entry.query, question.query);
    if (!alike || (best != nullptr && *alike <= most)) continue;
    best = &entry;
    most = *alike;
  }
  if (best == nullptr) return std::nullopt;
  auto body = text_in(folder_ + "/" + best->file);
  if (!body) return text_response("the recording '" + best->file + "' cannot be read\n", 500);
  return net::HttpResponse{
      .status = best->status, .headers = best->headers, .body = std::move(*body)};
}

}  // namespace tw::vendor_sim
