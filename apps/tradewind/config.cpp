#include <memory>

#include "command_line.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr const char* kConfigFooter =
    "examples/tradewind.toml shows every key with its default. The environment overrides the\n"
    "file; keys and passwords come from the environment only and are never shown.\n"
    "\n"
    "Examples:\n"
    "  tradewind config check\n"
    "  tradewind config show > tradewind.toml\n"
    "\n"
    "Exit codes: 0 done, 2 a key or a value is wrong, 3 the file cannot be read.\n";

struct ConfigFlags {
  MarketFlags market;
};

struct Resolved {
  FoundSettings found;
  std::vector<std::pair<std::string, bool>> keys;  ///< Names of secrets, and whether they are set.
};

Resolved resolve(const ConfigFlags& flags) {
  const std::string home = home_of(flags.market.home);
  const providers::Environment environment = environment_of(home);
  Resolved resolved{.found = find_settings(flags.market.config, home, environment), .keys = {}};
  for (const vendor::VendorFacts* facts : providers::all_facts()) {
    for (const std::string& name : {facts->key_name, facts->secret_name}) {
      if (name.empty()) continue;
      const auto secret = environment.secret(name);
      if (!secret) throw Failure{ExitCode::BadUsage, secret.error()};
      resolved.keys.emplace_back(name, !secret->is_empty());
    }
  }
  return resolved;
}

std::string file_text(const FoundSettings& found) {
  return found.file.empty() ? "no file; the defaults count" : found.file;
}

void check(const ConfigFlags& flags) {
  const Resolved resolved = resolve(flags);
  if (!flags.market.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("file", resolved.found.file).member("is_good", true).end_object();
    write_text(flags.market.json, json.take());
  }
  print("Settings are in order: " + file_text(resolved.found) + "\n",
        flags.market.is_json_on_stdout());
}

void show(const ConfigFlags& flags) {
  const Resolved resolved = resolve(flags);
  const std::string settings =
      providers::settings_text(resolved.found.settings, providers::all_facts());
  std::string text = "# " + file_text(resolved.found) + "\n";
  report::JsonWriter json;
  json.begin_object().member("file", resolved.found.file).member("settings", settings);
  json.key("keys").begin_object();
  for (const auto& [name, is_set] : resolved.keys) {
    text += "# " + name + " is " + (is_set ? "set: ***" : "not set") + "\n";
    json.member(name, is_set);
  }
  json.end_object().end_object();
  if (!flags.market.json.empty()) write_text(flags.market.json, json.take());
  if (!flags.market.is_json_on_stdout()) print(text + "\n" + settings, false);
}

}  // namespace

void add_config(Verb root) {
  const Verb verb = root.verb("config", "The settings that count, and what is wrong in them");
  verb.footer(kConfigFooter);
  verb.needs_verb();
  auto flags = std::make_shared<ConfigFlags>();
  Verb part = verb.verb("check", "Say what is wrong, each with its line");
  add_market_options(part, flags->market, false);
  part.footer(kConfigFooter);
  part.runs([flags] { check(*flags); });
  part = verb.verb("show", "Show all, file and environment together, without secrets");
  add_market_options(part, flags->market, false);
  part.footer(kConfigFooter);
  part.runs([flags] { show(*flags); });
}

}  // namespace tw::app
