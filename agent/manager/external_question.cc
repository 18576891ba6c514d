#include "agent/manager/external_question.h"

namespace redrive::agent {

ExternalQuestion::ExternalQuestion(std::string asked, LineCutter::TakeLine answer)
    : ProcessTalk(std::string(kStopLine), {}), asked_(std::move(asked)), lines_(kMaxExternalLine, std::move(answer)) {}

sys::ProcessResult ExternalQuestion::ask(const model::Command& command, base::Micros within,
                                         const ExternalBounds& bounds, sys::ProcessRunner& processes) {
  most_ = bounds.useless_bytes;
  sys::ProcessRequest request;
  request.argv = command;
  request.directory = "/";
  request.deadline = within;
  request.grace = bounds.kill_after;
  request.talk = this;
  auto result = processes.run(request, program_.get_token());
  lines_.finish();
  return result;
}

void ExternalQuestion::started() {
  write(asked_);
  close();
}

void ExternalQuestion::heard(std::string_view bytes) {
  heard_ += bytes.size();
  if (heard_ > most_) return static_cast<void>(program_.request_stop());
  lines_.add(bytes);
}

}  // namespace redrive::agent
