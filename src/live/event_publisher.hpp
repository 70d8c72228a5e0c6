#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "formats/journal_record.hpp"
#include "live/event_tap.hpp"

namespace tw::live {

/// Returns a live event as one line of JSON: session, at, sequence, kind, and what it is.
std::string live_event_json(const std::string& session, const LiveEvent& event,
                            const std::vector<formats::JournalInstrument>& instruments);

/// Takes live events from a session's tap, on a thread of its own, and hands each on as JSON.
class EventPublisher {
 public:
  using Publish = std::function<void(std::string message)>;

  /// Owns: `tap` must outlive it.
  EventPublisher(EventTap& tap, std::string session,
                 std::vector<formats::JournalInstrument> instruments, Publish publish);
  /// Hands on what is left, and ends.
  ~EventPublisher();
  EventPublisher(const EventPublisher&) = delete;
  EventPublisher& operator=(const EventPublisher&) = delete;

 private:
  EventTap& tap_;
  std::thread thread_;
};

}  // namespace tw::live
