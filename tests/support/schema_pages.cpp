#include "support/schema_pages.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "store/migration.hpp"
#include "store/schema.hpp"

namespace tw::support {
namespace {

/// What a table's lines in its migration say besides names and types.
struct Written {
  std::string file;
  std::string meaning;
  std::map<std::string, std::string> meanings;  ///< By column.
  std::map<std::string, std::string> rules;     ///< By column: "NOT NULL DEFAULT 0".
  std::vector<std::string> constraints;         ///< Of the table: "UNIQUE (user_id, name)".
  std::vector<std::string> indexes;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == ',')) text.remove_suffix(1);
  return text;
}

std::string_view after(std::string_view text, std::string_view start) {
  return text.substr(start.size());
}

void read_column(std::string_view line, Written& table) {
  std::string_view code = line;
  std::string_view meaning;
  if (const std::size_t comment = line.find(" -- "); comment != line.npos) {
    code = line.substr(0, comment);
    meaning = trimmed(line.substr(comment + 4));
  }
  code = trimmed(code);
  const std::string_view first = code.substr(0, code.find(' '));
  if (first == "PRIMARY" || first == "UNIQUE" || first == "CHECK" || first == "FOREIGN") {
    table.constraints.emplace_back(code);
    return;
  }
  std::string_view rule = code.substr(first.size());
  for (const std::string_view type :
       {" BIGINT", " SMALLINT", " TEXT", " BYTEA", " DOUBLE PRECISION"}) {
    if (rule.starts_with(type)) rule.remove_prefix(type.size());
  }
  table.meanings[std::string{first}] = meaning;
  table.rules[std::string{first}] = trimmed(rule);
}

std::map<std::string, Written> read_written() {
  std::map<std::string, Written> tables;
  for (const store::Migration& migration : store::migrations()) {
    const std::string file =
        std::string{migration.version}.append("_").append(migration.name).append(".sql");
    std::string last_comment;
    Written* inside = nullptr;
    for (const std::string& line : lines_of(migration.text)) {
      constexpr std::string_view kTable = "CREATE TABLE ";
      constexpr std::string_view kIndex = "CREATE INDEX ";
      constexpr std::string_view kAlter = "ALTER TABLE ";
      constexpr std::string_view kAdd = " ADD COLUMN ";
      if (inside != nullptr) {
        if (line.starts_with(")")) {
          inside = nullptr;
        } else {
          read_column(line, *inside);
        }
      } else if (line.starts_with("-- ")) {
        last_comment = after(line, "-- ");
      } else if (line.starts_with(kAlter) && line.find(kAdd) != line.npos) {
        const std::size_t add = line.find(kAdd);
        std::string column = line.substr(add + kAdd.size());
        if (const std::size_t end = column.find(';'); end != column.npos) column.erase(end, 1);
        read_column(column, tables.at(line.substr(kAlter.size(), add - kAlter.size())));
      } else if (line.starts_with(kTable)) {
        const std::string_view rest = after(line, kTable);
        inside = &tables[std::string{rest.substr(0, rest.find(' '))}];
        *inside = {};  // A later step may make a table anew.
        inside->file = file;
        inside->meaning = last_comment;
      } else if (line.starts_with(kIndex)) {
        const std::string_view rest = after(line, kIndex);
        const std::size_t on = rest.find(" ON ");
        const std::string_view table = rest.substr(on + 4, rest.find(' ', on + 4) - on - 4);
        std::string_view columns = rest.substr(on + 4 + table.size() + 1);
        if (columns.ends_with(";")) columns.remove_suffix(1);
        tables.at(std::string{table})
            .indexes.push_back(std::string{rest.substr(0, on)}.append(": ").append(columns));
      }
    }
  }
  return tables;
}

std::string link_to(const std::string& table) {
  return std::string{"["}.append(table).append("](").append(table).append(".md)");
}

std::string reference_of(const store::SchemaTable& table, const std::string& column) {
  for (const store::SchemaReference& reference : table.references) {
    if (std::ranges::count(reference.columns, column) > 0) return link_to(reference.table);
  }
  return {};
}

std::string page_of(const store::SchemaTable& table, const Written& written) {
  std::string page = "# " + table.name + "\n\n" + written.meaning + "\n\n";
  page += "Made by [" + written.file + "](../../src/store/migrations/" + written.file +
          "). [All tables](README.md).\n\n";
  page += "| column | type | null | key | refers to | rules | meaning |\n";
  page += "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const store::SchemaColumn& column : table.columns) {
    std::string rules = written.rules.at(column.name);
    for (const std::string_view known : {"NOT NULL", "PRIMARY KEY"}) {
      if (const std::size_t at = rules.find(known); at != rules.npos) rules.erase(at, known.size());
    }
    rules = trimmed(rules);
    page.append("| `").append(column.name).append("` | ").append(column.type);
    page.append(column.is_nullable ? " | yes | " : " | | ");
    if (column.key_position > 0) page += std::to_string(column.key_position);
    page.append(" | ").append(reference_of(table, column.name)).append(" | ");
    page += rules.empty() ? "" : "`" + rules + "`";
    page.append(" | ").append(written.meanings.at(column.name)).append(" |\n");
  }
  for (const auto& [title, lines] : {std::pair{"Rules of the table", written.constraints},
                                     std::pair{"Indexes", written.indexes}}) {
    if (lines.empty()) continue;
    page.append("\n## ").append(title).append("\n\n");
    for (const std::string& line : lines) page.append("- `").append(line).append("`\n");
  }
  return page;
}

std::string overview(const std::vector<store::SchemaTable>& tables,
                     const std::map<std::string, Written>& written) {
  std::string page =
      "# The schema\n\n"
      "Made from the migrations: `UPDATE_DOCS=1` and `database_contract_test` write these pages "
      "anew.\nMoney, prices and quantities are integers of 1e-8, times are nanoseconds since "
      "1970-01-01 UTC.\nHow the database is chosen and kept: [database](../database.md).\n\n"
      "| table | rows are | by |\n| --- | --- | --- |\n";
  for (const store::SchemaTable& table : tables) {
    const Written& lines = written.at(table.name);
    page.append("| ").append(link_to(table.name)).append(" | ").append(lines.meaning);
    page.append(" | ").append(lines.file.substr(0, 4)).append(" |\n");
  }
  page += "\n## Entities\n\n```mermaid\nerDiagram\n";
  for (const store::SchemaTable& table : tables) {
    page.append("  ").append(table.name).append(" {\n");
    for (const store::SchemaColumn& column : table.columns) {
      if (column.key_position == 0) continue;
      page.append("    ").append(column.type == "DOUBLE PRECISION" ? "DOUBLE" : column.type);
      page.append(" ").append(column.name).append(" PK\n");
    }
    page += "  }\n";
  }
  for (const store::SchemaTable& table : tables) {
    for (const store::SchemaReference& reference : table.references) {
      page.append("  ").append(reference.table).append(" ||--o{ ").append(table.name);
      page.append(" : ").append(reference.columns.back()).append("\n");
    }
  }
  return page + "```\n";
}

}  // namespace

std::map<std::string, std::string> schema_pages() {
  const auto tables = store::expected_schema();
  if (!tables) throw std::runtime_error{tables.error().message};
  const std::map<std::string, Written> written = read_written();
  std::map<std::string, std::string> pages;
  pages["README.md"] = overview(*tables, written);
  for (const store::SchemaTable& table : *tables) {
    pages[table.name + ".md"] = page_of(table, written.at(table.name));
  }
  return pages;
}

}  // namespace tw::support
