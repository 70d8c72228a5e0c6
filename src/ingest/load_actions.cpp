#include "ingest/load_actions.hpp"

#include <algorithm>

#include "store/file.hpp"

namespace tw::ingest {
namespace {

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

}  // namespace

std::expected<std::vector<formats::DatedAction>, LoadError> load_actions(
    const std::string& path, const std::string& symbol) {
  const auto text = store::FileText::read(path);
  if (!text) return std::unexpected{LoadError{text.error().message}};
  auto rows = formats::parse_actions(text->view());
  if (!rows) return std::unexpected{LoadError{"'" + path + "' " + rows.error()}};
  for (formats::DatedAction& row : *rows) {
    if (row.symbol.empty()) row.symbol = upper(symbol);
  }
  return std::move(*rows);
}

std::string symbol_of_file(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  std::string stem = path.substr(slash == std::string::npos ? 0 : slash + 1);
  stem = stem.substr(0, stem.find('.'));
  return upper(stem);
}

}  // namespace tw::ingest
