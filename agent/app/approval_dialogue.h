// A person at the intermediate server reads a plan and approves or refuses it (R4): line by line, so that it works on
// any terminal. Pure: lines in, text and what is asked for out; the words and screens are in approval_screens.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/app/approval_screens.h"

namespace redrive::agent {

class ApprovalDialogue {
 public:
  enum class Ask {
    kNothing,  // show `text`, read the next line
    kPlan,     // have the plan made anew with wishes(), then replanned() or not_replanned()
    kApprove,  // run plan()
    kRefuse,   // refuse plan() for `reason`
    kLeave,
  };
  struct Answer {
    Ask ask = Ask::kNothing;
    std::string text{};
    std::string reason{};
  };

  explicit ApprovalDialogue(model::Plan plan);

  std::string opening(Screen screen) const;
  // What was typed, without its line end. Only the whole word "approve" approves.
  Answer take(std::string_view line, Screen screen);

  std::string replanned(model::Plan plan, Screen screen);
  // `why` is shown; the plan stays as it was.
  std::string not_replanned(const std::string& why);

  const model::Plan& plan() const { return plan_; }
  const model::PlanWishes& wishes() const { return wishes_; }  // the plan's, or those asked for

 private:
  Answer page(bool forward, Screen screen);
  Answer search(std::string_view text, Screen screen);
  Answer exclude(std::string_view patterns);
  Answer include(std::string_view patterns);
  Answer refuse(std::string_view reason) const;
  void show_all();

  model::Plan plan_;
  model::PlanWishes wishes_;
  std::vector<std::uint32_t> shown_;  // indices of the devices that are paged through
  std::string search_;
  std::size_t first_ = 0;  // of shown_, on the page
  bool paging_ = false;    // a page was shown since the list last changed
};

}  // namespace redrive::agent
