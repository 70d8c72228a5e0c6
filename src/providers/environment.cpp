#include "providers/environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "store/file.hpp"

namespace tw::providers {
namespace {

/// A key is no longer than this; a file that is was not meant. Units: bytes.
constexpr std::size_t kSecretMax = 8'192;
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// Returns what stands behind '=': in quotes as it is, else up to a comment.
std::optional<std::string> value_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const std::size_t end = text.find(text.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = trimmed(text.substr(end + 1));
    if (!rest.empty() && rest.front() != '#') return std::nullopt;
    return std::string{text.substr(1, end - 1)};
  }
  return std::string{trimmed(text.substr(0, text.find(" #")))};
}

std::expected<std::map<std::string, std::string>, std::string> read_dotenv(
    const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  const auto text = store::FileText::read(path);
  if (!text) return std::unexpected{text.error().message};
  return parse_dotenv(text->view(), path);
}

}  // namespace

std::expected<std::map<std::string, std::string>, std::string> parse_dotenv(std::string_view text,
                                                                            std::string_view name) {
  std::map<std::string, std::string> values;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    const std::string_view key = trimmed(line.substr(0, equals));
    const auto value =
        equals == std::string_view::npos ? std::nullopt : value_of(line.substr(equals + 1));
    if (!is_name(key) || !value) {
      return std::unexpected{std::string{name} + ":" + std::to_string(number) +
                             ": is no line like NAME=value"};
    }
    values.insert_or_assign(std::string{key}, *value);
  }
  return values;
}

std::expected<Environment, std::string> Environment::of_process(const std::string& home) {
  std::map<std::string, std::string> values;
  for (const std::string& path : {std::string{".env"}, home + "/.env"}) {
    auto read = read_dotenv(path);
    if (!read) return std::unexpected{read.error()};
    values.merge(*read);  // What is there already stays.
  }
  return Environment{[values = std::move(values)](const std::string& name) {
    if (const char* set = std::getenv(name.c_str()); set != nullptr && *set != '\0') {
      return std::optional<std::string>{set};
    }
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional{found->second};
  }};
}

std::optional<std::string> Environment::get(const std::string& name) const {
  auto value = lookup_(name);
  if (value && value->empty()) return std::nullopt;
  return value;
}

std::expected<Secret, std::string> Environment::secret(const std::string& name) const {
  auto value = get(name);
  const auto path = get(name + "_FILE");
  if (value && path) {
    return std::unexpected{"both " + name + " and " + name + "_FILE are set; unset one"};
  }
  if (value) return Secret{std::move(*value)};
  if (!path) return Secret{};
  const auto text = store::FileText::read(*path);
  if (!text) return std::unexpected{name + "_FILE: " + text.error().message};
  const std::string_view key = trimmed(text->view().substr(0, text->view().find('\n')));
  if (key.empty() || key.size() > kSecretMax) {
    return std::unexpected{name + "_FILE: " + *path + " holds no key in its first line"};
  }
  return Secret{std::string{key}};
}

}  // namespace tw::providers
