#include "store/provenance.hpp"

#include <charconv>

namespace tw::store {
namespace {

void append(std::string& text, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  text += name;
  text += '=';
  text += value;
  text += '\n';
}

std::string coverage_text(const Coverage& coverage) {
  std::string text;
  for (const Stretch& stretch : coverage.stretches()) {
    if (!text.empty()) text += ' ';
    text += std::to_string(stretch.from.unix_ns);
    text += ':';
    text += std::to_string(stretch.until.unix_ns);
  }
  return text;
}

/// Takes a number and the mark after it off the front of `text`; the end of the text is a mark too.
std::optional<std::int64_t> take_number(std::string_view& text, char mark) {
  std::int64_t number = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [rest, problem] = std::from_chars(begin, end, number);
  if (problem != std::errc{} || (rest != end && *rest != mark)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - begin) + (rest == end ? 0 : 1));
  return number;
}

std::optional<Coverage> parse_coverage(std::string_view text) {
  Coverage coverage;
  while (!text.empty()) {
    const auto from = take_number(text, ':');
    const auto until = from ? take_number(text, ' ') : std::nullopt;
    if (!until || *until <= *from) return std::nullopt;
    coverage.add({{*from}, {*until}});
  }
  return coverage;
}

bool read_field(Provenance& provenance, std::string_view name, std::string_view value) {
  if (name == "basis") {
    const auto basis = parse_basis(value);
    provenance.basis = basis.value_or(PriceBasis::Unknown);
    return basis.has_value();
  }
  if (name == "currency") {
    provenance.currency = value;
    return true;
  }
  if (name == "zone") {
    provenance.zone = value;
    return true;
  }
  if (name == "as_of") {
    provenance.as_of = parse_date(value);
    return provenance.as_of.has_value();
  }
  if (name != "asked" && name != "confirmed_empty") return true;  // A later program's.
  auto coverage = parse_coverage(value);
  if (!coverage) return false;
  (name == "asked" ? provenance.asked : provenance.confirmed_empty) = std::move(*coverage);
  return true;
}

}  // namespace

Provenance joined(const Provenance& stored, const Provenance& said) {
  Provenance both = stored;
  if (said.basis != PriceBasis::Unknown) both.basis = said.basis;
  if (!said.currency.empty()) both.currency = said.currency;
  if (!said.zone.empty()) both.zone = said.zone;
  if (said.as_of && (!both.as_of || *both.as_of < *said.as_of)) both.as_of = said.as_of;
  both.asked.add(said.asked);
  both.confirmed_empty.add(said.confirmed_empty);
  return both;
}

std::string to_text(const Provenance& provenance) {
  std::string text;
  if (provenance.basis != PriceBasis::Unknown) append(text, "basis", to_string(provenance.basis));
  append(text, "currency", provenance.currency);
  append(text, "zone", provenance.zone);
  if (provenance.as_of) append(text, "as_of", to_string(*provenance.as_of));
  append(text, "asked", coverage_text(provenance.asked));
  append(text, "confirmed_empty", coverage_text(provenance.confirmed_empty));
  return text;
}

std::optional<Provenance> parse_provenance(std::string_view text) {
  Provenance provenance;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t equals = text.find('=');
    if (end == std::string_view::npos || equals > end) return std::nullopt;
    if (!read_field(provenance, text.substr(0, equals), text.substr(equals + 1, end - equals - 1)))
      return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return provenance;
}

}  // namespace tw::store
