#include "providers/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/nearest.hpp"
#include "formats/spec_toml.hpp"

namespace tw::providers {
namespace {

constexpr std::string_view kExample = "examples/tradewind.toml";
constexpr int kAttemptsMax = 10;
constexpr Duration kSpanMax = Duration::days(366);

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000}}};

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count <= 0) return std::nullopt;
  return count;
}

/// Fills settings from options, and gathers what is wrong with them.
class Reader {
 public:
  explicit Reader(const std::vector<const vendor::VendorFacts*>& vendors) : vendors_{vendors} {
    for (const char* key :
         {"deadline", "patience", "attempts", "hedge_after", "stale_after", "ca_file"}) {
      known_.push_back(std::string{"market_data."} + key);
    }
    known_.emplace_back("order.default");
    for (std::size_t i = 0; i < vendor::kOperations; ++i) {
      known_.push_back("order." + std::string{to_string(static_cast<vendor::Operation>(i))});
    }
    for (std::size_t i = 0; i < kAssetClasses; ++i) {
      known_.push_back("order." + std::string{to_string(static_cast<AssetClass>(i))});
    }
    for (const vendor::VendorFacts* facts : vendors) {
      for (const char* key : {"url", "stream_url", "limits", "enabled"}) {
        known_.push_back(facts->name + "." + key);
      }
    }
  }

  void read(const formats::Option& option) {
    const std::size_t dot = option.key.find('.');
    const std::string_view table = std::string_view{option.key}.substr(0, dot);
    const std::string_view key = dot == std::string::npos
                                     ? std::string_view{}
                                     : std::string_view{option.key}.substr(dot + 1);
    if (table == "order") return read_order(option, key);
    if (std::ranges::find(known_, option.key) == known_.end()) return unknown(option);
    if (table == "market_data") return read_market_data(option, key);
    read_vendor(option, settings_.vendors[std::string{table}], key);
  }

  std::expected<Settings, std::vector<std::string>> result() {
    for (auto& [key, names] : orders_) settings_.router.preference.set(key, std::move(names));
    if (!errors_.empty()) return std::unexpected{std::move(errors_)};
    return std::move(settings_);
  }

 private:
  void wrong(const formats::Option& option, std::string_view remedy) {
    errors_.push_back(option.where + ": " + option.key + " is '" + option.value.substr(0, 60) +
                      "'; " + std::string{remedy});
  }

  void unknown(const formats::Option& option) {
    const std::vector<std::string_view> known{known_.begin(), known_.end()};
    std::string line = option.where + ": unknown key '" + option.key.substr(0, 60) + "'";
    if (const auto meant = nearest(option.key, known)) {
      line += "; did you mean '" + std::string{*meant} + "'?";
    } else {
      line += "; " + std::string{kExample} + " shows every key";
    }
    errors_.push_back(std::move(line));
  }

  void read_order(const formats::Option& option, std::string_view key) {
    if (!Preference{}.set(key, {})) return unknown(option);
    const auto is_it = [&](const vendor::VendorFacts* facts) {
      return facts->name == option.value;
    };
    if (std::ranges::none_of(vendors_, is_it)) {
      std::vector<std::string_view> names;
      names.reserve(vendors_.size());
      for (const vendor::VendorFacts* facts : vendors_) names.push_back(facts->name);
      const auto meant = nearest(option.value, names);
      return wrong(option, meant ? "did you mean '" + std::string{*meant} + "'?"
                                 : "name a provider of `tradewind providers`");
    }
    orders_[std::string{key}].push_back(option.value);
  }

  void read_span(const formats::Option& option, Duration& span) {
    if (const auto parsed = parse_duration(option.value)) {
      span = *parsed;
    } else {
      wrong(option, "give a time such as 250ms, 20s or 5m");
    }
  }

  void read_market_data(const formats::Option& option, std::string_view key) {
    RouterOptions& router = settings_.router;
    if (key == "deadline") return read_span(option, router.deadline);
    if (key == "patience") return read_span(option, router.patience);
    if (key == "stale_after") return read_span(option, router.stale_after);
    if (key == "ca_file") {
      settings_.ca_file = option.value;
    } else if (key == "hedge_after") {
      if (option.value == "off") {
        router.hedge_after.reset();
      } else {
        Duration span;
        read_span(option, span);
        router.hedge_after = span;
      }
    } else {
      const auto count = parse_count(option.value);
      if (!count || *count > kAttemptsMax) return wrong(option, "give 1 to 10");
      router.attempts = static_cast<int>(*count);
    }
  }

  void read_vendor(const formats::Option& option, VendorChoice& choice, std::string_view key) {
    if (key == "url") {
      choice.url = option.value;
    } else if (key == "stream_url") {
      choice.stream_url = option.value;
    } else if (key == "enabled") {
      if (option.value != "true" && option.value != "false") wrong(option, "give true or false");
      choice.is_enabled = option.value == "true";
    } else if (const auto limit = parse_limit(option.value)) {
      if (!choice.limits) choice.limits.emplace();
      choice.limits->push_back(*limit);
    } else {
      wrong(option, "give a list such as [\"5/1m\", \"800/1d\"]");
    }
  }

  const std::vector<const vendor::VendorFacts*>& vendors_;
  std::vector<std::string> known_;
  std::map<std::string, std::vector<std::string>> orders_;
  Settings settings_;
  std::vector<std::string> errors_;
};

/// Returns `text` as a TOML string.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string list_text(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) {
    if (text.size() > 1) text += ", ";
    text += quoted(word);
  }
  return text + "]";
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = parse_count(text.substr(0, digits));
  const auto* const unit = std::ranges::find(kUnits, text.substr(digits), &Unit::name);
  if (!count || unit == kUnits.end() || *count > kSpanMax.ns / unit->ns) return std::nullopt;
  return Duration{*count * unit->ns};
}

std::string duration_text(Duration span) {
  for (const Unit& unit : kUnits) {
    if (span.ns >= unit.ns && span.ns % unit.ns == 0) {
      return std::to_string(span.ns / unit.ns) + std::string{unit.name};
    }
  }
  return std::to_string(span.ns / kUnits.back().ns) + "ms";
}

std::optional<vendor::RateLimit> parse_limit(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto count = parse_count(text.substr(0, slash));
  const auto window = parse_duration(text.substr(slash + 1));
  if (!count || !window) return std::nullopt;
  return vendor::RateLimit{.count = *count, .window = *window};
}

std::string limit_text(const vendor::RateLimit& limit) {
  return std::to_string(limit.count) + "/" + duration_text(limit.window);
}

std::expected<Settings, std::vector<std::string>> parse_settings(
    std::string_view text, std::string_view name,
    const std::vector<const vendor::VendorFacts*>& vendors) {
  auto options = formats::parse_spec(text, name, kExample);
  if (!options) return std::unexpected{std::move(options.error())};
  Reader reader{vendors};
  for (const formats::Option& option : *options) reader.read(option);
  return reader.result();
}

std::string variable_of(std::string_view vendor, std::string_view ending) {
  std::string name = "TRADEWIND_";
  for (const char c : vendor) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_lower ? static_cast<char>(c - 'a' + 'A') : is_kept ? c : '_';
  }
  name += ending;
  return name;
}

void apply_environment(Settings& settings, const Environment& environment,
                       const std::vector<const vendor::VendorFacts*>& vendors) {
  if (const auto file = environment.get("TRADEWIND_CA_FILE")) settings.ca_file = *file;
  for (const vendor::VendorFacts* facts : vendors) {
    VendorChoice& choice = settings.vendors[facts->name];
    if (const auto url = environment.get(variable_of(facts->name, "_URL"))) choice.url = *url;
    if (const auto url = environment.get(variable_of(facts->name, "_STREAM_URL"))) {
      choice.stream_url = *url;
    }
  }
}

std::string settings_text(const Settings& settings,
                          const std::vector<const vendor::VendorFacts*>& vendors) {
  const RouterOptions& router = settings.router;
  std::string text = "[market_data]\n";
  const auto line = [&](std::string_view key, const std::string& value) {
    text += key;
    text += " = " + value + "\n";
  };
  line("deadline", quoted(duration_text(router.deadline)));
  line("patience", quoted(duration_text(router.patience)));
  line("attempts", std::to_string(router.attempts));
  line("hedge_after", quoted(router.hedge_after ? duration_text(*router.hedge_after) : "off"));
  line("stale_after", quoted(duration_text(router.stale_after)));
  if (!settings.ca_file.empty()) line("ca_file", quoted(settings.ca_file));
  text += "\n[order]\n";
  for (const auto& [key, names] : router.preference.lists()) {
    line(key.find('.') == std::string::npos ? key : quoted(key), list_text(names));
  }
  for (const vendor::VendorFacts* facts : vendors) {
    const auto found = settings.vendors.find(facts->name);
    const VendorChoice choice = found == settings.vendors.end() ? VendorChoice{} : found->second;
    text += "\n[" + facts->name + "]\n";
    line("enabled", choice.is_enabled ? "true" : "false");
    // An address may hold a password; what it leads to is all that is shown.
    line("url", quoted(vendor::loggable_url(choice.url.empty() ? facts->base_url : choice.url)));
    if (!choice.stream_url.empty()) {
      line("stream_url", quoted(vendor::loggable_url(choice.stream_url)));
    }
    std::vector<std::string> limits;
    for (const vendor::RateLimit& limit : choice.limits.value_or(facts->limits)) {
      limits.push_back(limit_text(limit));
    }
    line("limits", list_text(limits));
  }
  return text;
}

}  // namespace tw::providers
