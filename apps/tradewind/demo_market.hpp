#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "ingest/csv_import.hpp"
#include "report/json_writer.hpp"

namespace tw::app {

/// What a vendor's double told of the demo's histories over a socket.
struct DemoMarket {
  struct Series {
    std::string symbol;
    std::string source;
    Duration latency;
    std::size_t sessions = 0;
    std::size_t same = 0;  ///< Of them, to the last digit as in the file.
    Price last;            ///< By its quote,
    Duration quoted_in;    ///< which took so long.
  };

  std::string address;         ///< "https://127.0.0.1:40123/polygon".
  std::vector<Series> series;  ///< One a history.
  std::string stream_source;
  std::size_t trades = 0;  ///< That were streamed,
  Duration streamed_in;    ///< within this, connecting included.
  std::string fault;       ///< Why there is no more; empty when all of it came.
};

/// Starts the double of a vendor in this process, on a free port of this machine and with a signer
/// of its own, which is trusted through a file in `home` for as long. Asks it for bars and quotes
/// and listens to its stream, through that vendor's adapter as for the vendor itself.
DemoMarket ask_demo_market(const std::vector<ingest::ImportedFile>& files, const std::string& home);

/// Returns a paragraph.
std::string market_text(const DemoMarket& market);
/// Writes it as one object.
void write_market(report::JsonWriter& json, const DemoMarket& market);

}  // namespace tw::app
