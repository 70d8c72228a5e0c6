#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/journal_record.hpp"
#include "live/event_publisher.hpp"
#include "relay/relay.hpp"
#include "relay_option.hpp"

namespace tw::app {

/// Lets other processes see what a session does, when there is a way to them. Owns: the relay,
/// which may be null, must outlive it.
class Broadcast {
 public:
  Broadcast(relay::Relay* relay, std::string session,
            std::vector<formats::JournalInstrument> instruments) {
    if (relay == nullptr) return;
    publisher_.emplace(
        tap_, std::move(session), std::move(instruments),
        [relay](std::string message) { relay->publish(kLiveChannel, std::move(message)); });
  }
  live::EventTap* tap() { return publisher_ ? &tap_ : nullptr; }

 private:
  live::EventTap tap_;
  std::optional<live::EventPublisher> publisher_;
};

}  // namespace tw::app
