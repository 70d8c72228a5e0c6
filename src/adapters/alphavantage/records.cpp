#include "adapters/alphavantage/records.hpp"

#include <utility>
#include <vector>

#include "adapters/alphavantage/refusal.hpp"

namespace tw::adapters::alphavantage {
namespace {

using formats::CsvTable;
using formats::JsonDocument;
using formats::JsonNode;
using NodeKind = JsonNode::Kind;

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
    if (member.is(NodeKind::Array) || member.is(NodeKind::Object)) return member;
  }
  return {};
}

/// What the cells of a row are called: as they stand there, and without their numbers.
struct Names {
  std::vector<std::string_view> theirs;
  std::vector<std::string_view> plain;
};

/// Appends the cells of one row in the order of `names`, from the name at `first` on.
void append_cells(JsonNode row, const Names& names, std::size_t first,
                  std::vector<std::string_view>& cells) {
  // Members come in the same order in nearly every row.
  auto next = row.begin();
  std::size_t left = row.size();
  for (std::size_t at = first; at < names.plain.size(); ++at) {
    const std::string_view own = left > 0 ? (*next).name() : std::string_view{};
    if (left > 0 && (own == names.theirs[at] || without_number(own) == names.plain[at])) {
      cells.push_back((*next).token());
      ++next;
      --left;
      continue;
    }
    std::string_view found;
    for (const JsonNode cell : row) {
      if (without_number(cell.name()) == names.plain[at]) found = cell.token();
    }
    cells.push_back(found);
  }
}

CsvTable table_of(JsonNode rows) {
  if (rows.empty()) return {};
  const bool is_single = rows.is(NodeKind::Object) && !rows.front().is(NodeKind::Object);
  const bool is_keyed = rows.is(NodeKind::Object) && !is_single;
  const JsonNode first = is_single ? rows : rows.front();
  Names names;
  names.theirs.reserve(first.size() + 1);
  names.plain.reserve(first.size() + 1);
  if (is_keyed) {
    names.theirs.emplace_back();
    names.plain.emplace_back("timestamp");
  }
  for (const JsonNode cell : first) {
    names.theirs.push_back(cell.name());
    names.plain.push_back(without_number(cell.name()));
  }
  if (names.plain.empty()) return {};
  std::vector<std::string_view> cells;
  cells.reserve(names.plain.size() * (is_single ? 1 : rows.size()));
  if (is_single) {
    append_cells(rows, names, 0, cells);
    return CsvTable::of(std::move(names.plain), std::move(cells));
  }
  for (const JsonNode row : rows) {
    if (is_keyed) cells.push_back(row.name());
    append_cells(row, names, is_keyed ? 1 : 0, cells);
  }
  return CsvTable::of(std::move(names.plain), std::move(cells));
}

}  // namespace

vendor::Answer<Records> records_of(const vendor::HttpResponse& response, std::string_view key) {
  std::optional<JsonDocument> document;
  if (auto refused = refusal_of(response, key, document)) {
    return std::unexpected{std::move(*refused)};
  }
  const std::string_view body = response.body;
  if (!document) {
    // Every table ends with its line: one that breaks off behind the heading would read as empty.
    if (!body.ends_with('\n')) return std::unexpected{vendor::malformed("the table breaks off")};
    auto table = CsvTable::parse(body);
    if (!table) return std::unexpected{vendor::malformed(table.error())};
    return Records{.document = nullptr, .table = std::move(*table)};
  }
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
