// The files of [mail] templates.
#pragma once

#include "shared/config/central_options.h"

namespace redrive::central {

// Reads those that are there; they must be templates (mail/compose/templates.h).
void complete_templates(config::MailOptions& mail, config::Problems& problems);

}  // namespace redrive::central
