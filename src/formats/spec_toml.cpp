#include "formats/spec_toml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <toml++/toml.h>
#include <utility>

namespace tw::formats {
namespace {

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string two_digits(int value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string date_text(const toml::date& date) {
  std::string year = std::to_string(date.year);
  year.insert(0, 4 - std::min<std::size_t>(4, year.size()), '0');
  return year + "-" + two_digits(date.month) + "-" + two_digits(date.day);
}

/// Returns ISO 8601 with the offset that it states. Fractions of a second are cut.
std::string date_time_text(const toml::date_time& at) {
  std::string local = date_text(at.date) + "T" + two_digits(at.time.hour) + ":" +
                      two_digits(at.time.minute) + ":" + two_digits(at.time.second);
  if (!at.offset) return local;
  const int minutes = at.offset->minutes;
  if (minutes == 0) return local + "Z";
  const int ahead = minutes < 0 ? -minutes : minutes;
  return local + (minutes < 0 ? "-" : "+") + two_digits(ahead / 60) + ":" + two_digits(ahead % 60);
}

/// Returns a value as a flag would have it, or nothing when no flag can.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return number_text(number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* date = node.as_date()) return date_text(date->get());
  if (const auto* at = node.as_date_time()) return date_time_text(at->get());
  return std::nullopt;
}

std::string one_line(std::string_view text) {
  std::string line{text};
  for (char& c : line) c = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return line;
}

/// An option that remembers its line, since tables come in the order of their names.
struct Placed {
  toml::source_index line = 0;
  Option option;
};

class Reader {
 public:
  explicit Reader(std::string_view name) : name_{name} {}

  void read(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (const auto* inner = node.as_table()) {
        read_table(std::string{key.str()}, *inner);
      } else {
        read_value(std::string{key.str()}, node);
      }
    }
  }

  std::expected<std::vector<Option>, std::vector<std::string>> result() {
    if (!errors_.empty()) return std::unexpected{std::move(errors_)};
    std::stable_sort(placed_.begin(), placed_.end(),
                     [](const Placed& a, const Placed& b) { return a.line < b.line; });
    std::vector<Option> options;
    options.reserve(placed_.size());
    for (Placed& placed : placed_) options.push_back(std::move(placed.option));
    return options;
  }

 private:
  /// Tables in the parameters' table give keys like "parameters.sma_cross.fast"; nothing else lies
  /// that deep.
  void read_table(const std::string& table, const toml::table& values) {
    for (const auto& [key, node] : values) {
      const std::string name = table + "." + std::string{key.str()};
      const auto* inner = node.as_table();
      if (inner != nullptr && table == "parameters") {
        read_table(name, *inner);
      } else {
        read_value(name, node);
      }
    }
  }

  void read_value(const std::string& key, const toml::node& node) {
    if (const auto* elements = node.as_array()) {
      for (const toml::node& element : *elements) read_scalar(key, element);
    } else {
      read_scalar(key, node);
    }
  }

  void read_scalar(const std::string& key, const toml::node& node) {
    const toml::source_index line = node.source().begin.line;
    const std::string where = std::string{name_} + ":" + std::to_string(line);
    auto text = text_of(node);
    if (!text) {
      errors_.push_back(one_line(where + ": " + key.substr(0, 60) +
                                 " holds a table, a time of day or a list in a list; give it one "
                                 "value, or a list of values"));
      return;
    }
    placed_.push_back({line, {.key = key, .value = std::move(*text), .where = where}});
  }

  std::string_view name_;
  std::vector<Placed> placed_;
  std::vector<std::string> errors_;
};

}  // namespace

std::expected<std::vector<Option>, std::vector<std::string>> parse_spec(std::string_view text,
                                                                        std::string_view name,
                                                                        std::string_view example) {
  if (text.size() > kSpecBytesMax) {
    return std::unexpected{std::vector{
        std::string{name} + " is larger than a spec may be (" + std::to_string(kSpecBytesMax) +
        " bytes); give a TOML file such as " + std::string{example}}};
  }
  if (text.find('\0') != std::string_view::npos) {
    return std::unexpected{std::vector{
        std::string{name} + " is not text; give a TOML file such as " + std::string{example}}};
  }
  // The library throws; nothing of ours does.
  try {
    Reader reader{name};
    reader.read(toml::parse(text));
    return reader.result();
  } catch (const toml::parse_error& error) {
    return std::unexpected{std::vector{
        one_line(std::string{name} + ":" + std::to_string(error.source().begin.line) + ": " +
                 std::string{error.description()}.substr(0, 200) + "; correct that line (" +
                 std::string{example} + " shows every key)")}};
  }
}

}  // namespace tw::formats
