#include "adapters/alphavantage/records.hpp"

#include <utility>
#include <vector>

#include "adapters/alphavantage/refusal.hpp"

namespace tw::adapters::alphavantage {
namespace {

using formats::CsvTable;
using formats::JsonDocument;
using formats::JsonNode;
using Kind = JsonNode::Kind;

std::string_view without_number(std::string_view name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return name;
  const std::string_view rest = name.substr(digits);
  return rest.starts_with(". ") ? rest.substr(2) : name;
}

/// Returns the member that holds the rows: whichever has any below it and is not about them.
JsonNode rows_in(JsonNode root) {
  for (const JsonNode member : root) {
    if (member.name() == "Meta Data") continue;
    if (member.is(Kind::Array) || member.is(Kind::Object)) return member;
  }
  return {};
}

/// Appends the cells of one row in the order of `names`.
void append_cells(JsonNode row, std::string_view stamp, const std::vector<std::string_view>& names,
                  bool is_keyed, std::vector<std::string_view>& cells) {
  std::size_t at = 0;
  if (is_keyed) {
    cells.push_back(stamp);
    at = 1;
  }
  // Members come in the same order in nearly every row.
  auto next = row.begin();
  std::size_t left = row.size();
  for (; at < names.size(); ++at) {
    if (left > 0 && without_number((*next).name()) == names[at]) {
      cells.push_back((*next).token());
      ++next;
      --left;
      continue;
    }
    std::string_view found;
    for (const JsonNode cell : row) {
      if (without_number(cell.name()) == names[at]) found = cell.token();
    }
    cells.push_back(found);
  }
}

CsvTable table_of(JsonNode rows) {
  if (rows.empty()) return {};
  const bool is_single = rows.is(Kind::Object) && !rows.front().is(Kind::Object);
  const bool is_keyed = rows.is(Kind::Object) && !is_single;
  const JsonNode first = is_single ? rows : rows.front();
  std::vector<std::string_view> names;
  names.reserve(first.size() + 1);
  if (is_keyed) names.emplace_back("timestamp");
  for (const JsonNode cell : first) names.push_back(without_number(cell.name()));
  if (names.empty()) return {};
  std::vector<std::string_view> cells;
  cells.reserve(names.size() * (is_single ? 1 : rows.size()));
  if (is_single) {
    append_cells(rows, {}, names, false, cells);
  } else {
    for (const JsonNode row : rows) append_cells(row, row.name(), names, is_keyed, cells);
  }
  return CsvTable::of(std::move(names), std::move(cells));
}

}  // namespace

vendor::Answer<Records> records_of(const vendor::HttpResponse& response, std::string_view key) {
  if (auto refused = refusal_of(response, key)) return std::unexpected{std::move(*refused)};
  const std::string_view body = response.body;
  if (body[body.find_first_not_of(" \t\r\n")] != '{') {
    // Every table ends with its line: one that breaks off behind the heading would read as empty.
    if (!body.ends_with('\n')) return std::unexpected{vendor::malformed("the table breaks off")};
    auto table = CsvTable::parse(body);
    if (!table) return std::unexpected{vendor::malformed(table.error())};
    return Records{.document = nullptr, .table = std::move(*table)};
  }
  auto document = JsonDocument::parse(body);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  Records records{.document = std::make_unique<JsonDocument>(std::move(*document)), .table = {}};
  const JsonNode root = records.document->root();
  const JsonNode rows = rows_in(root);
  if (!rows.has_value() && !root.empty()) {
    return std::unexpected{vendor::malformed("a message that we do not know, beginning with '" +
                                             vendor::one_line(root.front().name(), key) + "'")};
  }
  records.table = table_of(rows);
  return records;
}

}  // namespace tw::adapters::alphavantage
