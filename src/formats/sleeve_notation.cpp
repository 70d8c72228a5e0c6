#include "formats/sleeve_notation.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace tw::formats {
namespace {

// Room for decimals like 0.3333 three times; beyond it money would be spent twice.
constexpr double kSumMax = 1.0 + 1e-9;
constexpr std::size_t kSleevesMax = 32;
constexpr std::string_view kForm = "; write, say, sma_cross:0.6,rsi_reversion:0.4";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_part(std::string_view text) {
  double part = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
  const bool is_read = error == std::errc{} && end == text.data() + text.size();
  if (!is_read || !std::isfinite(part) || part <= 0.0 || part > 1.0) return std::nullopt;
  return part;
}

std::expected<SleeveText, std::string> parse_sleeve(std::string_view text) {
  SleeveText sleeve;
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos) {
    const std::string_view part = trimmed(text.substr(colon + 1));
    const auto allocation = parse_part(part);
    if (!allocation) {
      return std::unexpected{"gives '" + std::string{part} +
                             "' of the account to a strategy; give a part above 0 and up to 1"};
    }
    sleeve.allocation = *allocation;
    text = text.substr(0, colon);
  }
  const std::size_t equals = text.find('=');
  sleeve.strategy = trimmed(equals == text.npos ? text : text.substr(equals + 1));
  sleeve.name = equals == text.npos ? sleeve.strategy : trimmed(text.substr(0, equals));
  if (sleeve.name.empty() || sleeve.strategy.empty() ||
      sleeve.name.find('.') != std::string::npos) {
    return std::unexpected{"has a strategy without a plain name" + std::string{kForm}};
  }
  return sleeve;
}

std::optional<std::string> complaint_about(std::vector<SleeveText>& sleeves) {
  const auto has_part = [](const SleeveText& sleeve) { return sleeve.allocation > 0.0; };
  const auto parts = std::ranges::count_if(sleeves, has_part);
  if (parts != 0 && static_cast<std::size_t>(parts) != sleeves.size()) {
    return "gives some strategies a part of the account and others none; give all of them one";
  }
  double sum = 0.0;
  for (SleeveText& sleeve : sleeves) {
    if (parts == 0) sleeve.allocation = 1.0 / static_cast<double>(sleeves.size());
    sum += sleeve.allocation;
    const auto is_namesake = [&](const SleeveText& other) { return other.name == sleeve.name; };
    if (std::ranges::count_if(sleeves, is_namesake) > 1) {
      return "has '" + sleeve.name + "' twice; tell them apart, as in slow=" + sleeve.strategy +
             ":0.5,fast=" + sleeve.strategy + ":0.5";
    }
  }
  if (sum > kSumMax) return "gives away more than the whole account; let the parts add up to 1";
  return std::nullopt;
}

}  // namespace

bool lists_sleeves(std::string_view text) {
  return text.find_first_of(",:=") != std::string_view::npos;
}

std::expected<std::vector<SleeveText>, std::string> parse_sleeves(std::string_view text) {
  std::vector<SleeveText> sleeves;
  for (bool is_last = false; !is_last;) {
    const std::size_t comma = text.find(',');
    is_last = comma == text.npos;
    auto sleeve = parse_sleeve(trimmed(text.substr(0, comma)));
    if (!sleeve) return std::unexpected{std::move(sleeve.error())};
    sleeves.push_back(std::move(*sleeve));
    if (sleeves.size() > kSleevesMax) {
      return std::unexpected{"lists more than " + std::to_string(kSleevesMax) +
                             " strategies; run fewer at a time"};
    }
    if (!is_last) text.remove_prefix(comma + 1);
  }
  if (auto complaint = complaint_about(sleeves)) return std::unexpected{std::move(*complaint)};
  return sleeves;
}

}  // namespace tw::formats
