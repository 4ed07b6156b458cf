"""The desk of proposals: from kelurahan to BPJS Kesehatan and back."""
