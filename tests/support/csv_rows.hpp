#pragma once

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tw::support {

using CsvRow = std::vector<std::string>;

/// Splits one line without quotes at its commas.
inline CsvRow split_csv(std::string_view line) {
  CsvRow fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

/// Returns the rows of a file of the reference, without its header. Throws when it is not there.
inline std::vector<CsvRow> csv_rows(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  std::vector<CsvRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) rows.push_back(split_csv(line));
  return rows;
}

/// The same for a file packed by gzip, which every Debian has.
inline std::vector<CsvRow> gzip_csv_rows(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{
      ::popen(("gzip -dc '" + path + "'").c_str(), "r"), ::pclose};
  if (!pipe) throw std::runtime_error{"cannot unpack " + path};
  std::string text;
  std::array<char, 65'536> block{};
  while (const std::size_t read = std::fread(block.data(), 1, block.size(), pipe.get())) {
    text.append(block.data(), read);
  }
  std::vector<CsvRow> rows;
  for (std::size_t from = text.find('\n') + 1; from < text.size();) {
    const std::size_t to = text.find('\n', from);
    rows.push_back(split_csv(std::string_view{text}.substr(from, to - from)));
    from = to == std::string::npos ? text.size() : to + 1;
  }
  if (rows.empty()) throw std::runtime_error{"nothing in " + path};
  return rows;
}

}  // namespace tw::support
