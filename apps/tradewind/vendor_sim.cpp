#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "command_line.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "stored_bars.hpp"
#include "vendor_sim/simulator.hpp"
#include "vendor_sim/vendors.hpp"
#include "vendor_sim_catalog.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kVendorSimFooter =
    "Answers like Yahoo, Alpha Vantage, Polygon, Twelve Data, Finnhub, Alpaca, Tiingo, Stooq and "
    "IEX\n"
    "on this machine alone, from the bars of the home (or of --data-dir; without any, the "
    "demo's).\n"
    "A key is asked for as the vendor asks for it, and any will do. It serves until Ctrl-C.\n"
    "\n"
    "A fault is KIND[:VENDOR[:OPERATION]][*TIMES]; docs/vendor_sim.md lists them. Below /control "
    "they\n"
    "are switched while it runs.\n"
    "\n"
    "Examples:\n"
    "  tradewind vendor-sim\n"
    "  tradewind vendor-sim --port 0 --json -\n"
    "  tradewind vendor-sim --fault 429-wait:polygon:history*2 --fault slow:yahoo\n"
    "  tradewind vendor-sim --tls --ca-out ca.pem --data-dir histories\n"
    "\n"
    "Exit codes: 0 stopped, 1 the port is taken, 2 bad usage, 3 no data to answer from.\n";

constexpr std::uint16_t kPort = 8085;
constexpr double kRateMin = 0.01;
constexpr double kRateMax = 100'000.0;
constexpr std::chrono::milliseconds kPollEvery{50};

struct SimFlags {
  std::string home;
  std::string data_folder;
  std::uint16_t port = kPort;
  std::string bodies;
  std::string manifest;
  std::vector<std::string> faults;
  double rate = 10.0;
  bool has_tls = false;
  std::string ca_file;
  std::string json;
};

std::string addresses_json(const vendor_sim::Simulator& simulator, const SimFlags& flags,
                           std::size_t symbols) {
  report::JsonWriter json;
  json.begin_object();
  json.member("port", simulator.port());
  json.member("symbols", symbols);
  json.member("ca_file", flags.ca_file);
  json.key("vendors").begin_array();
  for (const vendor_sim::SimVendor& vendor : vendor_sim::kSimVendors) {
    json.begin_object().member("vendor", vendor.name);
    json.member("base_url", simulator.base_url(vendor.name));
    json.member("stream_url", simulator.stream_url(vendor.name)).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string addresses_text(const vendor_sim::Simulator& simulator, std::size_t symbols) {
  std::string text = report::left("VENDOR", 14) + report::left("ADDRESS", 40) + "STREAM\n";
  for (const vendor_sim::SimVendor& vendor : vendor_sim::kSimVendors) {
    text += report::left(vendor.name, 14) + report::left(simulator.base_url(vendor.name), 40) +
            simulator.stream_url(vendor.name) + "\n";
  }
  return text + "\nServing " + std::to_string(symbols) + " symbols until Ctrl-C.\n";
}

vendor_sim::SimTerms terms_of(const SimFlags& flags) {
  vendor_sim::SimTerms terms;
  for (const std::string& text : flags.faults) {
    auto fault = vendor_sim::parse_fault(text);
    if (!fault) throw Failure{ExitCode::BadUsage, "--fault: " + fault.error()};
    terms.faults.push_back(std::move(*fault));
  }
  if (!flags.ca_file.empty() && !flags.has_tls) {
    throw Failure{ExitCode::BadUsage, "--ca-out names a certificate: give --tls too"};
  }
  terms.catalog = vendor_sim_catalog(flags.data_folder, flags.home);
  if (!flags.bodies.empty()) {
    const std::string manifest =
        flags.manifest.empty() ? flags.bodies + "/manifest.json" : flags.manifest;
    auto bodies = vendor_sim::RecordedBodies::open(flags.bodies, manifest);
    if (!bodies) throw Failure{ExitCode::BadData, bodies.error()};
    terms.bodies = std::move(*bodies);
  }
  terms.port = flags.port;
  terms.has_tls = flags.has_tls;
  terms.stream_rate = flags.rate;
  return terms;
}

void run_verb(const SimFlags& flags) {
  check_writable(flags.json);
  check_writable(flags.ca_file);
  vendor_sim::SimTerms terms = terms_of(flags);
  const std::size_t symbols = terms.catalog.size();
  Interrupt interrupt;
  const auto simulator = vendor_sim::Simulator::start(std::move(terms));
  if (!simulator) throw Failure{ExitCode::Failed, simulator.error()};
  if (!flags.ca_file.empty()) write_text(flags.ca_file, (*simulator)->authority_pem());
  if (!flags.json.empty()) write_text(flags.json, addresses_json(**simulator, flags, symbols));
  print(addresses_text(**simulator, symbols), flags.json == "-");
  while (!interrupt.is_asked()) {
    std::this_thread::sleep_for(kPollEvery);
    interrupt.poll();
  }
}

}  // namespace

void add_vendor_sim(Verb root) {
  const Verb verb =
      root.verb("vendor-sim", "The data vendors' doubles on this machine, with their faults.");
  auto flags = std::make_shared<SimFlags>();
  add_home_option(verb, flags->home);
  verb.option("--data-dir", flags->data_folder, "Folder with a CSV file of bars a symbol")
      .type_name("DIR");
  verb.option("--port", flags->port, "Port to listen on; 0 is a free one (default: 8085)")
      .type_name("N");
  verb.option("--bodies", flags->bodies, "Folder of recorded answers, asked first")
      .type_name("DIR");
  verb.option("--manifest", flags->manifest,
              "What was recorded (default: manifest.json in that folder)")
      .type_name("FILE");
  verb.option("--fault", flags->faults, "What goes wrong; may be given again").type_name("FAULT");
  verb.option("--rate", flags->rate, "Ticks a second of each stream (default: 10)")
      .in_range(kRateMin, kRateMax)
      .type_name("N");
  verb.flag("--tls", flags->has_tls, "Speak HTTPS, with a certificate made at the start");
  verb.option("--ca-out", flags->ca_file, "Write the certificate to trust there").type_name("FILE");
  verb.option("--json", flags->json, "Write the addresses there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.footer(kVendorSimFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
